import type { ChannelPort } from '#server/domain/context.ts';
import type { ProviderApi } from '#server/channels/types.ts';
import { adapterFor } from '#server/channels/registry.ts';
import { decrypt, encrypt } from '#server/encryption.ts';
import { env } from '#server/env.ts';

/** The provider's own address of each API, and the setting that stands in for it. */
const apis = {
  facebook_graph: { provider: 'https://graph.facebook.com', setting: 'GRAPH_API_BASE_URL' },
  instagram_graph: { provider: 'https://graph.instagram.com', setting: 'INSTAGRAM_API_BASE_URL' },
} as const satisfies Record<ProviderApi, unknown>;

/** Where an API is spoken to: the setting wins, then the sandbox, then the provider. */
function baseUrl(api: ProviderApi, isSandbox: boolean): string {
  const { provider, setting } = apis[api];
  const { PORT, [setting]: given } = env();
  if (given !== undefined) return given;
  return isSandbox ? `http://127.0.0.1:${String(PORT)}/api/sandbox` : provider;
}

/** What verbs need of the channels: adapters, and credentials opened for one call. */
export function channelPort(): ChannelPort {
  return {
    adapterFor,
    connectionFor: (channel) => {
      const { kind, externalId, isSandbox, encryptedCredentials } = channel;
      const credentials: unknown = JSON.parse(decrypt(encryptedCredentials, place(channel)));
      const api = adapterFor(kind).apiFor(credentials);
      return { kind, externalId, baseUrl: baseUrl(api, isSandbox), credentials };
    },
    seal: (channel, credentials) => encrypt(JSON.stringify(credentials), place(channel)),
  };
}

function place(channel: { businessId: string; kind: string; externalId: string }): string {
  return `${channel.businessId}|${channel.kind}|${channel.externalId}`;
}
