import type { ChannelPort } from '#server/domain/context.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { adapterFor } from '#server/channels/registry.ts';
import { decrypt, encrypt } from '#server/encryption.ts';
import { env } from '#server/env.ts';

/** The provider's own address, by kind of channel. */
const providers: Record<ChannelKind, string> = { whatsapp: 'https://graph.facebook.com' };

/** Where this kind of channel is spoken to: the setting wins, then the sandbox, then the provider. */
function baseUrl(kind: ChannelKind, isSandbox: boolean): string {
  const { GRAPH_API_BASE_URL, PORT } = env();
  if (GRAPH_API_BASE_URL !== undefined) return GRAPH_API_BASE_URL;
  return isSandbox ? `http://127.0.0.1:${String(PORT)}/api/sandbox` : providers[kind];
}

/** What verbs need of the channels: adapters, and credentials opened for one call. */
export function channelPort(): ChannelPort {
  return {
    adapterFor,
    connectionFor: (channel) => ({
      kind: channel.kind,
      externalId: channel.externalId,
      baseUrl: baseUrl(channel.kind, channel.isSandbox),
      credentials: JSON.parse(decrypt(channel.encryptedCredentials, place(channel))) as unknown,
    }),
    seal: (channel, credentials) => encrypt(JSON.stringify(credentials), place(channel)),
  };
}

function place(channel: { businessId: string; kind: string; externalId: string }): string {
  return `${channel.businessId}|${channel.kind}|${channel.externalId}`;
}
