import { failureOf, GRAPH_API_VERSION } from '#server/channels/meta/read-answer.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { readFailure } from '#server/channels/whatsapp/read-failure.ts';

export const whatsapp = { name: 'WhatsApp', readFailure };

type Door = { url: string; authorization: string } | { failure: SendFailure };

/** Where an edge of the number is and what opens it; or that the channel has no token. */
export function doorTo(connection: ChannelConnection, edge: 'messages' | 'media'): Door {
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  if (!credentials.success) {
    return { failure: failureOf('credentials_invalid', 'This channel has no access token.') };
  }
  const path = `${GRAPH_API_VERSION}/${encodeURIComponent(connection.externalId)}/${edge}`;
  return {
    url: `${connection.baseUrl}/${path}`,
    authorization: `Bearer ${credentials.data.accessToken}`,
  };
}
