import { and, desc, lt, ne } from 'drizzle-orm';
import { campaigns } from '#db/schema/campaigns.ts';
import { countRecipients } from '#server/domain/campaigns/count-recipients.ts';
import { selectCampaigns } from '#server/domain/campaigns/internal.ts';
import type { ListCampaignsInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** The bulk sends that were launched, newest first, each with how far it has come. Throws FORBIDDEN. */
export async function listCampaigns(ctx: BusinessContext, { cursor, limit }: ListCampaignsInput) {
  requireRole(ctx, 'admin');
  return ctx.db(async (tx) => {
    const rows = await selectCampaigns(tx)
      .where(
        and(
          ne(campaigns.state, 'draft'),
          cursor === undefined ? undefined : lt(campaigns.id, cursor),
        ),
      )
      .orderBy(desc(campaigns.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const counted = await countRecipients(
      tx,
      page.map(({ id }) => id),
    );
    return {
      campaigns: page.flatMap((campaign) => {
        const progress = counted.get(campaign.id);
        return progress === undefined ? [] : { ...campaign, progress };
      }),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}
