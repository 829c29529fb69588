import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { WebhookDelivery } from '#server/channels/types.ts';

const SIGNATURE_HEADER = 'x-hub-signature-256';

/** Whether the headers carry a signature of the right form. */
export function isSigned(headers: WebhookDelivery['headers']): boolean {
  return claimedSignature(headers) !== undefined;
}

/** True only when one of the secrets signed exactly these bytes; no secret means false. */
export function verifyWebhook({ rawBody, headers, secrets }: WebhookDelivery): boolean {
  const claimed = claimedSignature(headers);
  if (claimed === undefined) return false;
  const claimedBytes = Buffer.from(claimed, 'hex');
  // Every candidate is tried, so that the time taken does not tell which one matched.
  return secrets.reduce((isValid, secret) => {
    if (secret === '') return isValid;
    const digest = createHmac('sha256', secret).update(rawBody).digest();
    return timingSafeEqual(digest, claimedBytes) || isValid;
  }, false);
}

function claimedSignature(headers: WebhookDelivery['headers']): string | undefined {
  return /^sha256=([0-9a-f]{64})$/i.exec(headers[SIGNATURE_HEADER] ?? '')?.[1];
}

export interface Handshake {
  mode: string | null;
  token: string | null;
  challenge: string | null;
}

/** The challenge to echo when mode and token are both right, otherwise null. */
export function verifyHandshake(handshake: Handshake, tokens: readonly string[]): string | null {
  const { mode, token, challenge } = handshake;
  if (mode !== 'subscribe' || token === null || challenge === null || challenge === '') return null;
  const given = sha256(token);
  const isKnown = tokens.reduce(
    (found, candidate) => (candidate !== '' && timingSafeEqual(sha256(candidate), given)) || found,
    false,
  );
  return isKnown ? challenge : null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
