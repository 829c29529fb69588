import { and, asc, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { moveCampaign, startRun } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Goes on with the bulk sends that stopped because the channel did; not with those people paused. */
export async function resumeCampaigns(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
): Promise<void> {
  const stopped = await tx
    .select()
    .from(campaigns)
    .where(
      and(
        eq(campaigns.channelId, channelId),
        eq(campaigns.state, 'paused'),
        eq(campaigns.pauseReason, 'channel_paused'),
      ),
    )
    .orderBy(asc(campaigns.id))
    .for('update');
  for (const campaign of stopped) {
    await moveCampaign(ctx, tx, campaign, 'resume');
    await startRun(ctx, tx, campaign);
  }
}
