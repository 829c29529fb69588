import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { SystemCampaigns } from '#components/settings/system-campaigns.tsx';
import { SystemChannels } from '#components/settings/system-channels.tsx';
import { DroppedMessages } from '#components/settings/system-dropped-messages.tsx';
import { SystemOverview } from '#components/settings/system-overview.tsx';
import { SystemRuns } from '#components/settings/system-runs.tsx';
import { requireMember } from '#server/auth/session.ts';
import { listRunsSchema } from '#server/domain/system/schema.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'System' };

interface SystemPageProps {
  searchParams: Promise<{ runs?: string | string[] }>;
}

export default async function SystemPage({ searchParams }: SystemPageProps) {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  const { runs } = await searchParams;
  const { view } = listRunsSchema.parse({ view: runs === 'all' ? 'all' : undefined });
  await Promise.all([api.system.get.prefetch(), api.channels.loads.prefetch()]);
  return (
    <HydrateClient>
      <div className="grid max-w-[720px] gap-8">
        <SystemOverview />
        <SystemChannels />
        <SystemCampaigns />
        <DroppedMessages />
        <SystemRuns view={view} />
      </div>
    </HydrateClient>
  );
}
