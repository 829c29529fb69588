import { lockCampaignFor, moveCampaign } from '#server/domain/campaigns/internal.ts';
import type { CampaignIdInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Stops a bulk send within a second, whoever is carrying it out; twice is once. Throws FORBIDDEN,
 * NOT_FOUND, and CONFLICT when it is not running.
 */
export async function pauseCampaign(
  ctx: BusinessContext,
  { campaignId }: CampaignIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const campaign = await lockCampaignFor(tx, campaignId, 'pause');
    if (campaign !== null) await moveCampaign(ctx, tx, campaign, 'pause');
  });
}
