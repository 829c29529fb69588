import { and, asc, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { moveCampaign } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Pauses whatever is being sent in bulk through the channel, and says why. */
export async function pauseCampaigns(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  { reason, sentence }: { reason: string; sentence: string },
): Promise<void> {
  const running = await tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.channelId, channelId), eq(campaigns.state, 'running')))
    .orderBy(asc(campaigns.id))
    .for('update');
  for (const campaign of running) {
    await moveCampaign(ctx, tx, campaign, 'pause', {
      pauseReason: reason,
      pauseSentence: sentence,
    });
  }
}
