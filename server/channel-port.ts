import type { ChannelPort } from '#server/domain/context.ts';
import type { ChannelKind, ProviderApi } from '#server/channels/types.ts';
import { adapterFor } from '#server/channels/registry.ts';
import { setupFor } from '#server/channels/setup-registry.ts';
import { decrypt, encrypt } from '#server/encryption.ts';
import { env } from '#server/env.ts';
import { isPublicAddress } from '#server/public-address.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

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
    setupFor,
    webhookFor,
    ownSecrets: () => ({ signing: env().META_APP_SECRET, handshake: env().META_VERIFY_TOKEN }),
    sandboxCredentials() {
      const { accessToken, appSecret, verifyToken } = sandboxSecrets();
      return { accessToken, appSecret, verifyToken };
    },
    connectionTo,
    connectionFor: (channel) =>
      connectionTo(
        channel,
        JSON.parse(decrypt(channel.encryptedCredentials, place(channel))) as unknown,
      ),
    seal: (channel, credentials) => encrypt(JSON.stringify(credentials), place(channel)),
  };
}

const connectionTo: ChannelPort['connectionTo'] = (
  { kind, externalId, isSandbox },
  credentials,
) => ({
  kind,
  externalId,
  baseUrl: baseUrl(adapterFor(kind).apiFor(credentials), isSandbox),
  credentials,
});

function webhookFor(kind: ChannelKind): { url: string; isPublic: boolean } {
  const url = `${env().APP_URL}/api/webhooks/${kind}`;
  return { url, isPublic: isPublicAddress(url) };
}

function place(channel: { businessId: string; kind: string; externalId: string }): string {
  return `${channel.businessId}|${channel.kind}|${channel.externalId}`;
}
