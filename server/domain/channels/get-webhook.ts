import { getChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

export interface ChannelWebhook {
  url: string;
  /** Whether the provider can reach that address, judged by how it is written. */
  isPublic: boolean;
  /** Null when the channel has none of its own: then it is the installation's. */
  verifyToken: string | null;
}

/**
 * What is copied to the provider's webhook page. Throws FORBIDDEN, NOT_FOUND, and PRECONDITION_FAILED
 * when the credentials do not open.
 */
export async function getWebhook(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<ChannelWebhook> {
  requireRole(ctx, 'admin');
  const channel = await ctx.db((tx) => getChannelRow(tx, channelId));
  const webhook = ctx.channels.webhookFor(channel.kind);
  if (channel.status === 'disconnected') return { ...webhook, verifyToken: null };
  const { handshake } = ctx.channels
    .adapterFor(channel.kind)
    .webhookSecrets(openCredentials(ctx, channel));
  return { ...webhook, verifyToken: handshake[0] ?? null };
}

function openCredentials(ctx: BusinessContext, channel: ChannelRow): unknown {
  try {
    return ctx.channels.connectionFor(channel).credentials;
  } catch (cause) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'The stored credentials do not open. Change the credentials of this channel first.',
      { cause },
    );
  }
}
