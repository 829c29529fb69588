import { getChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

export interface ChannelWebhook {
  url: string;
  /** Whether the provider can reach that address, judged by how it is written. */
  isPublic: boolean;
  /** Null when the channel has none of its own: then it is the installation's. */
  verifyToken: string | null;
}

/** What is copied to the provider's webhook page. Throws FORBIDDEN and NOT_FOUND. */
export async function getWebhook(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<ChannelWebhook> {
  requireRole(ctx, 'admin');
  const channel = await ctx.db((tx) => getChannelRow(tx, channelId));
  const webhook = ctx.channels.webhookFor(channel.kind);
  if (channel.status === 'disconnected') return { ...webhook, verifyToken: null };
  const { credentials } = ctx.channels.connectionFor(channel);
  const [verifyToken = null] = ctx.channels
    .adapterFor(channel.kind)
    .webhookSecrets(credentials).handshake;
  return { ...webhook, verifyToken };
}
