import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { releaseCampaigns } from '#server/domain/campaigns/hold-campaign.ts';
import type { UpdateChannelInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Sets how many messages a second the provider takes from a channel, and how many people may be
 * written to first in a day; the next message keeps to it. Throws FORBIDDEN and NOT_FOUND.
 */
export async function updateChannel(
  ctx: BusinessContext,
  { channelId, ...changes }: UpdateChannelInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const updated = await tx
      .update(channels)
      .set(changes)
      .where(eq(channels.id, channelId))
      .returning({ id: channels.id });
    if (updated.length === 0) throw notFound('channel');
    await recordActivity(ctx, tx, { kind: 'channel.updated', data: { channelId, ...changes } });
    if (changes.newPeoplePerDay !== undefined) await releaseCampaigns(ctx, tx, channelId);
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}
