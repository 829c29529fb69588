import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { RequestResetForm } from '#components/auth/request-reset-form.tsx';
import { env } from '#server/env.ts';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function RequestResetPage() {
  return (
    <>
      <AuthHeading title="Forgot your password?">
        We send a link with which you choose a new one.
      </AuthHeading>
      <RequestResetForm isMailConfigured={env().SMTP_URL !== undefined} />
      <Link href="/sign-in" className="text-center font-medium text-primary-text">
        Back to sign in
      </Link>
    </>
  );
}
