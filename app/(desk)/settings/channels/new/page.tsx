import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { ChannelWays } from '#components/settings/channel-ways.tsx';
import { requireMember } from '#server/auth/session.ts';

export const metadata: Metadata = { title: 'Add a channel' };

export default async function NewChannelPage() {
  const { member } = await requireMember();
  return member.role === 'agent' ? <AdminsOnly /> : <ChannelWays />;
}
