import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { RequestResetForm } from '#components/auth/request-reset-form.tsx';
import { env } from '#server/env.ts';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function RequestResetPage() {
  return (
    <>
      {env().SMTP_URL === undefined ? (
        <AuthHeading title="Forgot your password?">
          No mail leaves from here. Ask an admin of your business for a link: they make it in
          Settings, Team.
        </AuthHeading>
      ) : (
        <>
          <AuthHeading title="Forgot your password?">
            We send a link with which you choose a new one.
          </AuthHeading>
          <RequestResetForm />
        </>
      )}
      <Link href="/sign-in" className="justify-self-center py-0.5 font-medium text-primary-text">
        Back to sign in
      </Link>
    </>
  );
}
