import { eq } from 'drizzle-orm';
import { campaigns } from '#db/schema/campaigns.ts';
import { countRecipients } from '#server/domain/campaigns/count-recipients.ts';
import { selectCampaigns } from '#server/domain/campaigns/internal.ts';
import type { CampaignIdInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** A bulk send and how far it has come. Throws FORBIDDEN and NOT_FOUND. */
export async function getCampaign(ctx: BusinessContext, { campaignId }: CampaignIdInput) {
  requireRole(ctx, 'admin');
  return ctx.db(async (tx) => {
    const [campaign] = await selectCampaigns(tx).where(eq(campaigns.id, campaignId));
    const progress = (await countRecipients(tx, [campaignId])).get(campaignId);
    if (campaign === undefined || progress === undefined) throw notFound('bulk send');
    return { ...campaign, progress };
  });
}
