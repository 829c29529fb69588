import { and, asc, eq } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { moveCampaign } from '#server/domain/campaigns/internal.ts';
import type { CampaignRow } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

interface Why {
  reason: string;
  sentence: string;
}

/** Pauses whatever is being sent in bulk through the channel, and says why. */
export function pauseCampaigns(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  why: Why,
): Promise<void> {
  return pauseRunning(ctx, tx, eq(campaigns.channelId, channelId), why);
}

/** Pauses the campaign if it is running, and says why. */
export function pauseCampaignIfRunning(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaignId: string,
  why: Why,
): Promise<void> {
  return pauseRunning(ctx, tx, eq(campaigns.id, campaignId), why);
}

/** Whoever is going to hold or pause campaigns locks them before their messages and paces. */
export function lockRunning(tx: BusinessTx, channelId: string): Promise<CampaignRow[]> {
  return selectRunning(tx, eq(campaigns.channelId, channelId));
}

async function pauseRunning(
  ctx: BusinessContext,
  tx: BusinessTx,
  isMeant: SQL,
  { reason, sentence }: Why,
): Promise<void> {
  for (const campaign of await selectRunning(tx, isMeant)) {
    await moveCampaign(ctx, tx, campaign, 'pause', {
      pauseReason: reason,
      pauseSentence: sentence,
    });
  }
}

function selectRunning(tx: BusinessTx, isMeant: SQL): Promise<CampaignRow[]> {
  return tx
    .select()
    .from(campaigns)
    .where(and(isMeant, eq(campaigns.state, 'running')))
    .orderBy(asc(campaigns.id))
    .for('no key update');
}
