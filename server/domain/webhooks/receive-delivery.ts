import { findChannelsByExternalIds } from '#db/system.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { jsonDepth } from '#server/domain/webhooks/json-depth.ts';
import type { StoreDelivery } from '#server/domain/webhooks/store-deliveries.ts';

export const maxDeliveryBytes = 3 * 1024 * 1024;
const maxDepth = 100;

export interface Delivery {
  kind: ChannelKind;
  rawBody: Uint8Array;
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
}

export interface WebhookPorts {
  channels: ChannelPort;
  /** The hosted app's own secret; it speaks for every channel. */
  appSecret: string | undefined;
  store: StoreDelivery;
}

/**
 * Verifies a provider's call over its raw bytes and commits it; only then may it be answered with
 * 200. Throws UNAUTHENTICATED without a good signature, BAD_REQUEST for a body that is no object,
 * TOO_MANY_REQUESTS when more is waiting to be stored than may be.
 */
export async function receiveDelivery(ports: WebhookPorts, delivery: Delivery): Promise<void> {
  const signer = await findSigner(ports, delivery);
  if (signer === null) {
    throw new ServiceError('UNAUTHENTICATED', 'The signature does not match this body.');
  }
  if (!isDeclaredJson(delivery.headers['content-type'])) {
    throw new ServiceError('BAD_REQUEST', 'The content type is not application/json.');
  }
  const body = decodeText(delivery.rawBody);
  parseObject(body);
  await ports.store({ kind: delivery.kind, body, signedFor: signer.signedFor });
}

/** What does not say what it is, is judged by what it is. */
function isDeclaredJson(contentType = 'application/json'): boolean {
  return /^application\/json *(;|$)/i.test(contentType);
}

/** The hosted app's secret speaks for every channel; a channel's own only for its accounts. */
async function findSigner(
  ports: WebhookPorts,
  delivery: Delivery,
): Promise<{ signedFor: string[] | null } | null> {
  const adapter = ports.channels.adapterFor(delivery.kind);
  if (!adapter.isSigned(delivery.headers)) return null;
  const isSignedWith = (secrets: string[]) => adapter.verifyWebhook({ ...delivery, secrets });
  if (ports.appSecret !== undefined && isSignedWith([ports.appSecret])) return { signedFor: null };
  const body = tryParseObject(delivery.rawBody);
  if (body === null) return null;
  const named = adapter.accountsIn(body);
  if (named.length === 0) return null;
  const channels = await findChannelsByExternalIds(delivery.kind, named);
  const signedFor = channels
    .filter((channel) => {
      const { credentials } = ports.channels.connectionFor({ ...channel, kind: delivery.kind });
      return isSignedWith(adapter.webhookSecrets(credentials).signing);
    })
    .map((channel) => channel.externalId);
  return signedFor.length === 0 ? null : { signedFor };
}

function tryParseObject(rawBody: Uint8Array): object | null {
  try {
    return parseObject(decodeText(rawBody));
  } catch {
    return null;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function decodeText(rawBody: Uint8Array): string {
  try {
    return strictUtf8.decode(rawBody);
  } catch (cause) {
    throw new ServiceError('BAD_REQUEST', 'The body is not UTF-8 text.', { cause });
  }
}

function parseObject(text: string): object {
  if (jsonDepth(text) > maxDepth) {
    throw new ServiceError(
      'BAD_REQUEST',
      `The body is nested deeper than ${String(maxDepth)} levels.`,
    );
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('BAD_REQUEST', 'The body is not JSON.', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ServiceError('BAD_REQUEST', 'The body is not a JSON object.');
  }
  return body;
}
