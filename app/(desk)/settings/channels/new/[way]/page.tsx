import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { ChannelFlow } from '#components/settings/channel-flow.tsx';
import { offeredWays } from '#components/settings/channel-guides.ts';
import { requireMember } from '#server/auth/session.ts';
import { kindOfWay } from '#server/domain/channels/schema.ts';
import type { ChannelWay } from '#server/domain/channels/schema.ts';
import { api } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Connect a channel' };

interface ConnectPageProps {
  params: Promise<{ way: string }>;
  searchParams: Promise<{ channel?: string | string[] }>;
}

export default async function ConnectPage({ params, searchParams }: ConnectPageProps) {
  const { member } = await requireMember();
  const [{ way: word }, { channel }] = await Promise.all([params, searchParams]);
  const way = offeredWays.find((offered) => offered === word);
  if (way === undefined) notFound();
  if (member.role === 'agent') return <AdminsOnly />;
  const connectedId =
    typeof channel === 'string' && (await isConnected(channel, way)) ? channel : null;
  return <ChannelFlow way={way} connectedId={connectedId} />;
}

/** An address may be old, or made up. */
async function isConnected(channelId: string, way: ChannelWay): Promise<boolean> {
  const channels = await api.channels.list();
  return channels.some(
    ({ id, kind, status }) =>
      id === channelId && kind === kindOfWay[way] && status !== 'disconnected',
  );
}
