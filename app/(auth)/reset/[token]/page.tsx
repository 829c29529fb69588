import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { ResetForm } from '#components/auth/reset-form.tsx';
import { api } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Choose a new password', referrer: 'no-referrer' };

interface ResetPageProps {
  params: Promise<{ token: string }>;
}

export default async function ResetPage({ params }: ResetPageProps) {
  const { token } = await params;
  const owner = token.length > 200 ? null : await api.accounts.findReset({ token });
  if (owner === null) {
    return (
      <>
        <AuthHeading title="This link does not work any more">
          It was used already, a newer one replaced it, or it is too old.
        </AuthHeading>
        <Link href="/reset" className="justify-self-start py-0.5 font-medium text-primary-text">
          Ask for a new link
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Choose a new password">
        Every device that is signed in now is signed out.
      </AuthHeading>
      <ResetForm token={token} email={owner.email} />
    </>
  );
}
