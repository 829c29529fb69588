import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { RequestResetForm } from '#components/auth/request-reset-form.tsx';
import { cn } from '#components/ui/cn.ts';
import { env } from '#server/env.ts';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function RequestResetPage() {
  if (env().SMTP_URL === undefined) {
    return (
      <>
        <AuthHeading title="Forgot your password?">
          This server sends no mail. Ask an admin of your business for a link: they make it in
          Settings, Team.
        </AuthHeading>
        <BackToSignIn className="justify-self-start" />
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Forgot your password?">
        We send a link with which you choose a new one.
      </AuthHeading>
      <RequestResetForm />
      <BackToSignIn className="justify-self-center" />
    </>
  );
}

function BackToSignIn({ className }: { className: string }) {
  return (
    <Link href="/sign-in" className={cn('py-0.5 font-medium text-primary-text', className)}>
      Back to sign in
    </Link>
  );
}
