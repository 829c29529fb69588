import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { publishCampaign, startRun } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Lets nothing more of a running campaign go until then, and shows what it waits for. */
export async function holdCampaign(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaignId: string,
  { reason, until }: { reason: string; until: Date },
): Promise<void> {
  await tx
    .update(campaigns)
    .set({ waitReason: reason, waitUntil: until })
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.state, 'running')));
  await publishCampaign(ctx, tx, campaignId);
}

/** Another limit was set: whatever waited for room under the old one looks again. */
export async function releaseCampaigns(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
): Promise<void> {
  const held = await tx
    .update(campaigns)
    .set({ waitReason: null, waitUntil: null })
    .where(
      and(
        eq(campaigns.channelId, channelId),
        eq(campaigns.state, 'running'),
        eq(campaigns.waitReason, 'daily_limit_reached'),
      ),
    )
    .returning({ id: campaigns.id, run: campaigns.run });
  for (const campaign of held) {
    await startRun(ctx, tx, campaign);
    await publishCampaign(ctx, tx, campaign.id);
  }
}
