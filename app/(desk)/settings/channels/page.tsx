import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { ChannelList } from '#components/settings/channel-list.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Channels' };

interface ChannelsPageProps {
  searchParams: Promise<{ channel?: string | string[] }>;
}

export default async function ChannelsPage({ searchParams }: ChannelsPageProps) {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  const [{ channel }] = await Promise.all([searchParams, api.channels.list.prefetch()]);
  return (
    <HydrateClient>
      <ChannelList
        selectedId={typeof channel === 'string' ? channel : null}
        renderedAt={requestTime()}
      />
    </HydrateClient>
  );
}

function requestTime(): number {
  return Date.now();
}
