import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { ChannelList } from '#components/settings/channel-list.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Channels' };

export default async function ChannelsPage() {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  await api.channels.list.prefetch();
  return (
    <HydrateClient>
      <ChannelList />
    </HydrateClient>
  );
}
