import { and, eq } from 'drizzle-orm';
import { campaigns } from '#db/schema/campaigns.ts';
import type { BatchInput } from '#server/domain/campaigns/claim-batch.ts';
import { startRun } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * Hands a running campaign on to a new run, once however often the old one asks; without the old
 * one's number, whoever is at it.
 */
export async function continueCampaign(
  ctx: BusinessContext,
  { campaignId, run }: BatchInput,
): Promise<void> {
  await ctx.db(async (tx) => {
    const [campaign] = await tx
      .select({ id: campaigns.id, run: campaigns.run })
      .from(campaigns)
      .where(
        and(
          eq(campaigns.id, campaignId),
          run === undefined ? undefined : eq(campaigns.run, run),
          eq(campaigns.state, 'running'),
        ),
      )
      .for('update');
    if (campaign !== undefined) await startRun(ctx, tx, campaign);
  });
}
