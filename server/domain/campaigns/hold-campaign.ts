import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { publishCampaign } from '#server/domain/campaigns/internal.ts';
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
