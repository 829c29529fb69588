import type { Metadata } from 'next';
import { Invitation } from '#components/auth/invitation.tsx';
import { getSession } from '#server/auth/session.ts';
import { api } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer' };

interface InvitePageProps {
  params: Promise<{ token: string }>;
}

export default async function InvitePage({ params }: InvitePageProps) {
  const { token } = await params;
  const [session, invitation] = await Promise.all([
    getSession(),
    token.length > 200 ? null : api.invitations.find({ token }),
  ]);
  return (
    <Invitation
      token={token}
      invitation={invitation}
      signedInAs={session === null ? null : session.user.email}
    />
  );
}
