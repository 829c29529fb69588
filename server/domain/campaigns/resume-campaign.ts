import { lockCampaignFor, moveCampaign, startRun } from '#server/domain/campaigns/internal.ts';
import { requireChannel } from '#server/domain/campaigns/launch-campaign.ts';
import type { CampaignIdInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Goes on with a paused bulk send where it stopped; twice is once. Throws FORBIDDEN, NOT_FOUND,
 * CONFLICT when it is over, and PRECONDITION_FAILED while its channel sends nothing.
 */
export async function resumeCampaign(
  ctx: BusinessContext,
  { campaignId }: CampaignIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const campaign = await lockCampaignFor(tx, campaignId, 'resume');
    if (campaign === null) return;
    await requireChannel(tx, campaign.channelId);
    await moveCampaign(ctx, tx, campaign, 'resume');
    await startRun(ctx, tx, campaign);
  });
}
