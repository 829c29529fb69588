import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { findChannelsByExternalIds } from '#db/system.ts';
import { pauseCampaigns } from '#server/domain/campaigns/pause-campaigns.ts';
import { lockChannel, tellOfChannel } from '#server/domain/channels/internal.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Lets go of an account: its credentials are erased, what was said on it stays, and it can be connected
 * again here or elsewhere. Then the provider is told to send nothing more of it; `stillSends` says that
 * it could not be told. Doing it twice is once. Throws FORBIDDEN and NOT_FOUND.
 */
export async function disconnectChannel(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<{ stillSends: boolean }> {
  requireRole(ctx, 'admin');
  const former = await letGo(ctx, channelId);
  return { stillSends: former !== null && !(await endSubscription(ctx, former)) };
}

/** The channel as it was; null when it was let go before. */
function letGo(ctx: BusinessContext, channelId: string): Promise<ChannelRow | null> {
  return ctx.db(async (tx) => {
    await pauseCampaigns(ctx, tx, channelId, {
      reason: 'channel_disconnected',
      sentence: 'The channel was disconnected.',
    });
    const channel = await lockChannel(tx, channelId);
    if (channel.status === 'disconnected') return null;
    await tx
      .update(channels)
      .set({
        status: 'disconnected',
        statusReason: null,
        encryptedCredentials: '',
        verifyTokenHash: null,
        tokenExpiresAt: null,
        checkup: null,
        checkedAt: null,
      })
      .where(eq(channels.id, channelId));
    await tellOfChannel(ctx, tx, 'channel.disconnected', { channelId });
    return channel;
  });
}

/** What a provider goes on sending is turned away, so that whether it can be told changes nothing here. */
async function endSubscription(ctx: BusinessContext, channel: ChannelRow): Promise<boolean> {
  const { id: channelId, kind, accountId } = channel;
  // Other numbers of the account, whose ever they are, would fall silent with it.
  if (accountId !== null && (await findChannelsByExternalIds(kind, [accountId])).length > 0) {
    return true;
  }
  try {
    const connection = ctx.channels.connectionFor(channel);
    const ended = await ctx.channels.setupFor(kind).unsubscribe(connection, { accountId });
    if (!ended.ok) ctx.log.warn({ channelId }, 'the provider goes on sending to a channel let go');
    return ended.ok;
  } catch (error) {
    ctx.log.warn({ error, channelId }, 'the provider was not told of a channel let go');
    return false;
  }
}
