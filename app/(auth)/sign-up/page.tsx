import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { FirstBusinessForm } from '#components/auth/first-business-form.tsx';
import { SignOutButton } from '#components/auth/sign-out-button.tsx';
import { SignUpForm } from '#components/auth/sign-up-form.tsx';
import { getSession } from '#server/auth/session.ts';

export const metadata: Metadata = { title: 'Create your front desk' };

export default async function SignUpPage() {
  const session = await getSession();
  if (session !== null) {
    const hasPlace = session.current !== null;
    return (
      <>
        <AuthHeading title={hasPlace ? 'Create another business' : 'Create your front desk'}>
          You are signed in as {session.user.email}.
        </AuthHeading>
        <FirstBusinessForm />
        {hasPlace ? (
          <Link href="/inbox" className="text-center font-medium text-primary-text">
            Back to {session.current?.businessName}
          </Link>
        ) : (
          <SignOutButton returnTo="/sign-in">Sign out</SignOutButton>
        )}
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Create your front desk">
        Every conversation of your business in one live inbox.
      </AuthHeading>
      <SignUpForm />
      <p className="text-center text-muted-foreground">
        Here before?{' '}
        <Link href="/sign-in" className="font-medium text-primary-text">
          Sign in
        </Link>
      </p>
    </>
  );
}
