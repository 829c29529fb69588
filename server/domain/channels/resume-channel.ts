import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { resumeCampaigns } from '#server/domain/campaigns/resume-campaigns.ts';
import { requestCheckup } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * An admin has seen to what stood against a channel: it sends again. Doing it twice is once. Throws
 * FORBIDDEN, NOT_FOUND, and CONFLICT for a channel that was let go.
 */
export async function resumeChannel(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const [channel] = await tx
      .select({ status: channels.status, statusReason: channels.statusReason })
      .from(channels)
      .where(eq(channels.id, channelId))
      .for('update');
    if (channel === undefined) throw notFound('channel');
    if (channel.status === 'disconnected') {
      throw new ServiceError('CONFLICT', 'This channel is disconnected. Connect it again first.');
    }
    if (channel.status === 'connected' && channel.statusReason === null) return;
    await tx
      .update(channels)
      .set({ status: 'connected', statusReason: null })
      .where(eq(channels.id, channelId));
    await recordActivity(ctx, tx, { kind: 'channel.resumed', data: { channelId } });
    await resumeCampaigns(ctx, tx, channelId);
    await requestCheckup(ctx, tx, channelId);
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}
