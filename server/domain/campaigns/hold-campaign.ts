import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { moveCampaign, publishCampaign, startRun } from '#server/domain/campaigns/internal.ts';
import type { CampaignRow } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { slowSeconds } from '#server/domain/sending/failure-rules.ts';

const shortestHoldMs = 1_000;
const longestHoldMs = 300_000;
/** After so long a person decides: what was meant for a day may be stale. */
const longestTroubleMs = 3_600_000;

/**
 * Holds a running campaign whose provider takes nothing, each time for as long as that has lasted
 * already, and pauses it in the end. The campaign is locked; its recipients lose no try by it.
 */
export async function holdForTrouble(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaign: CampaignRow,
  failure: SendFailure,
): Promise<void> {
  const { code: reason, message: sentence } = failure;
  const now = ctx.now().getTime();
  const since = campaign.troubleSince?.getTime() ?? now;
  if (now - since >= longestTroubleMs) {
    await moveCampaign(ctx, tx, campaign, 'pause', {
      pauseReason: reason,
      pauseSentence: sentence,
    });
    return;
  }
  const grown = Math.min(Math.max(shortestHoldMs, now - since), longestHoldMs);
  const until = new Date(now + Math.max(grown, slowSeconds(failure) * 1_000));
  await tx
    .update(campaigns)
    .set({ troubleSince: new Date(since) })
    .where(eq(campaigns.id, campaign.id));
  await holdCampaign(ctx, tx, campaign.id, { reason, until });
}

/** The provider took something: the next trouble is another one. */
export async function endTrouble(tx: BusinessTx, campaignIds: readonly string[]): Promise<void> {
  if (campaignIds.length === 0) return;
  await tx
    .update(campaigns)
    .set({ troubleSince: null })
    .where(and(inArray(campaigns.id, [...campaignIds]), isNotNull(campaigns.troubleSince)));
}

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
