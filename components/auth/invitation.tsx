import Link from 'next/link';
import { AuthHeading } from '#components/auth/auth-heading.tsx';
import { JoinButton } from '#components/auth/join-button.tsx';
import { JoinForm } from '#components/auth/join-form.tsx';
import { SignOutButton } from '#components/auth/sign-out-button.tsx';
import { Button } from '#components/ui/button.tsx';

interface InvitationProps {
  token: string;
  invitation: { businessName: string; email: string; hasAccount: boolean } | null;
  /** The email of who is signed in here, if anybody. */
  signedInAs: string | null;
}

/** What the holder of an invitation link can do: join, sign in first, or ask for a new one. */
export function Invitation({ token, invitation, signedInAs }: InvitationProps) {
  if (invitation === null) {
    return (
      <>
        <AuthHeading title="This invitation does not work any more">
          It was used, taken back, or is older than seven days. Ask for a new one.
        </AuthHeading>
        <Link href="/sign-in" className="justify-self-start py-0.5 font-medium text-primary-text">
          {signedInAs === null ? 'Go to sign in' : 'Go to the inbox'}
        </Link>
      </>
    );
  }
  const { businessName, email, hasAccount } = invitation;
  const here = `/invite/${token}`;
  return (
    <>
      <AuthHeading title={`Join ${businessName}`}>
        Answer its customers together with the team.
      </AuthHeading>
      {signedInAs === email ? (
        <JoinButton token={token} businessName={businessName} />
      ) : signedInAs !== null ? (
        <>
          <p>
            This invitation is for {email}, and you are signed in as {signedInAs}.
          </p>
          <SignOutButton returnTo={here}>Sign out and go on</SignOutButton>
        </>
      ) : hasAccount ? (
        <>
          <p>{email} already has an account. Sign in with it, then join.</p>
          <Button asChild variant="primary" size="40">
            <Link
              href={`/sign-in?next=${encodeURIComponent(here)}&email=${encodeURIComponent(email)}`}
            >
              Sign in
            </Link>
          </Button>
        </>
      ) : (
        <JoinForm token={token} email={email} />
      )}
    </>
  );
}
