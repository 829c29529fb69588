import { findConnectedChannels } from '#db/system.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { ChannelPort } from '#server/domain/context.ts';

/** The verify tokens of their own that the connected channels of a kind have, of every business. */
export async function listHandshakeTokens(
  channels: ChannelPort,
  kind: ChannelKind,
): Promise<string[]> {
  const adapter = channels.adapterFor(kind);
  const connected = await findConnectedChannels(kind);
  return connected.flatMap((channel) => {
    try {
      const { credentials } = channels.connectionFor({ ...channel, kind });
      return adapter.webhookSecrets(credentials).handshake;
    } catch {
      // What does not open with the key has no token, and must not stand in the way of the others.
      return [];
    }
  });
}
