import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { SignInForm } from '#components/auth/sign-in-form.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { safePath } from '#server/auth/safe-path.ts';
import { getSession } from '#server/auth/session.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  searchParams: Promise<{ next?: string; email?: string; reset?: string }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [session, { next, email, reset }] = await Promise.all([getSession(), searchParams]);
  const target = safePath(next);
  if (session !== null) redirect(target);
  return (
    <>
      <AuthHeading title="Sign in">Good to have you back.</AuthHeading>
      {reset === undefined ? null : (
        <Banner tone="success">Your new password is set. Sign in with it.</Banner>
      )}
      <SignInForm email={typeof email === 'string' ? email : ''} next={target} />
      <p className="text-center text-muted-foreground">
        New here?{' '}
        <Link href="/sign-up" className="font-medium text-primary-text">
          Create your front desk
        </Link>
      </p>
    </>
  );
}
