import { z } from 'zod';

import type { PostAnswer } from '#server/channels/post.ts';
import type { ChannelConnection, FailureCode, SendFailure } from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { metaError, readFailure } from '#server/channels/whatsapp/read-failure.ts';

export const GRAPH_API_VERSION = 'v23.0';

const refused = z.object({ error: metaError });

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

/** The body of a success, the refusal, or null for an answer that says nothing about what became of it. */
export function readAnswer(
  answer: PostAnswer,
): { body: unknown } | { failure: SendFailure } | null {
  const { status, text } = answer;
  const isOk = status >= 200 && status < 300;
  const body = parseJson(text);
  if (isOk) return { body };
  const error = refused.safeParse(body);
  if (error.success) return { failure: withWait(answer, readFailure(error.data.error)) };
  if (status >= 500 || status === 408) return null;
  const failure: SendFailure = {
    code: status === 429 ? 'rate_limited' : 'unknown_failure',
    message: 'WhatsApp refused this message without saying why.',
    providerCode: `HTTP ${status}`,
    providerDetail: text.slice(0, 200),
    retryable: status === 429,
  };
  return { failure: withWait(answer, failure) };
}

/** A refusal of our own; with a wait it may be tried again. */
export function failureOf(
  code: FailureCode,
  message: string,
  retryAfterSeconds?: number,
): SendFailure {
  const retryable = retryAfterSeconds !== undefined;
  return { code, message, retryable, ...(retryable && { retryAfterSeconds }) };
}

function withWait(answer: PostAnswer, failure: SendFailure): SendFailure {
  const asked = secondsOf(answer.header('retry-after'));
  if (asked === null || !failure.retryable) return failure;
  return { ...failure, retryAfterSeconds: asked };
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
