import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { pauseCampaigns } from '#server/domain/campaigns/pause-campaigns.ts';
import { lockChannel, tellOfChannel } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Lets go of an account: its credentials are erased, what was said on it stays, and it can be connected
 * again here or elsewhere. Doing it twice is once. Throws FORBIDDEN and NOT_FOUND.
 */
export async function disconnectChannel(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    await pauseCampaigns(ctx, tx, channelId, {
      reason: 'channel_disconnected',
      sentence: 'The channel was disconnected.',
    });
    const { status } = await lockChannel(tx, channelId);
    if (status === 'disconnected') return;
    await tx
      .update(channels)
      .set({
        status: 'disconnected',
        statusReason: null,
        encryptedCredentials: '',
        verifyTokenHash: null,
        checkup: null,
        checkedAt: null,
      })
      .where(eq(channels.id, channelId));
    await tellOfChannel(ctx, tx, 'channel.disconnected', { channelId });
  });
}
