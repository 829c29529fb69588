import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { Team } from '#components/settings/team.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Team' };

export default async function TeamPage() {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  await Promise.all([api.members.list.prefetch(), api.invitations.list.prefetch()]);
  return (
    <HydrateClient>
      <Team isOwner={member.role === 'owner'} />
    </HydrateClient>
  );
}
