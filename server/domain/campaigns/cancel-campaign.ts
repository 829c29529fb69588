import { lockCampaignFor, moveCampaign } from '#server/domain/campaigns/internal.ts';
import type { CampaignIdInput } from '#server/domain/campaigns/schema.ts';
import { dropTries } from '#server/domain/campaigns/settle-sends.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Ends a bulk send for good: who was not written to will not be. Twice is once. Throws FORBIDDEN,
 * NOT_FOUND, and CONFLICT when it is completed.
 */
export async function cancelCampaign(
  ctx: BusinessContext,
  { campaignId }: CampaignIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const campaign = await lockCampaignFor(tx, campaignId, 'cancel');
    if (campaign === null) return;
    await dropTries(ctx, tx, campaign.id);
    await moveCampaign(ctx, tx, campaign, 'cancel', { endedAt: ctx.now() });
  });
}
