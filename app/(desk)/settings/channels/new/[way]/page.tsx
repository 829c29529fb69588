import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { ChannelFlow } from '#components/settings/channel-flow.tsx';
import { offeredWays } from '#components/settings/channel-guides.ts';
import { requireMember } from '#server/auth/session.ts';

export const metadata: Metadata = { title: 'Connect a channel' };

interface ConnectPageProps {
  params: Promise<{ way: string }>;
}

export default async function ConnectPage({ params }: ConnectPageProps) {
  const { member } = await requireMember();
  const { way: word } = await params;
  const way = offeredWays.find((offered) => offered === word);
  if (way === undefined) notFound();
  return member.role === 'agent' ? <AdminsOnly /> : <ChannelFlow way={way} />;
}
