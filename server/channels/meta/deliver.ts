import { z } from 'zod';

import { metaError } from '#server/channels/meta/read-failure.ts';
import type { MetaError } from '#server/channels/meta/read-failure.ts';
import { NotSentError, post } from '#server/channels/post.ts';
import type { PostAnswer, PostRequest } from '#server/channels/post.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { SendFailure, SendResult } from '#server/channels/types.ts';

export const GRAPH_API_VERSION = 'v23.0';
const SEND_TIMEOUT_MS = 15_000;

const refused = z.object({ error: metaError });

/** One of Meta's products that takes messages. */
interface Product {
  name: string;
  /** The provider's id of the message that an answer says was taken. */
  idIn(body: unknown): string | undefined;
  readFailure(error: MetaError): SendFailure;
  /** Of a refusal that is known to come also for messages that were sent. */
  isDoubtful?(error: MetaError): boolean;
}

/** Hands over one message; refusals are values, a lost answer throws UnknownOutcomeError. */
export async function deliver(
  product: Product,
  request: Omit<PostRequest, 'timeoutMs'>,
): Promise<SendResult> {
  let answer: PostAnswer;
  try {
    answer = await post({ ...request, timeoutMs: SEND_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof NotSentError)) {
      throw new UnknownOutcomeError(
        `${product.name} did not answer; it may have taken the message.`,
        { cause: error },
      );
    }
    return refusal('provider_down', `${product.name} cannot be reached right now.`, 5);
  }
  return readAnswer(product, answer);
}

/** A refusal of our own, before or in place of the provider's. */
export function refusal(
  code: SendFailure['code'],
  message: string,
  retryAfterSeconds?: number,
): { ok: false; failure: SendFailure } {
  const retryable = retryAfterSeconds !== undefined;
  return {
    ok: false,
    failure: { code, message, retryable, ...(retryable ? { retryAfterSeconds } : {}) },
  };
}

function readAnswer(product: Product, answer: PostAnswer): SendResult {
  const { status, text } = answer;
  const isOk = status >= 200 && status < 300;
  const body = parseJson(text);
  const id = isOk ? product.idIn(body) : undefined;
  if (id !== undefined) return { ok: true, providerMessageId: id };
  const error = isOk ? undefined : refused.safeParse(body).data?.error;
  if (error !== undefined && product.isDoubtful?.(error) !== true) {
    return refusedBy(answer, product.readFailure(error));
  }
  if (isOk || status >= 500 || status === 408 || error !== undefined) {
    throw new UnknownOutcomeError(
      `${product.name} answered ${status} in a form that says nothing about the message.`,
    );
  }
  return refusedBy(answer, {
    code: status === 429 ? 'rate_limited' : 'unknown_failure',
    message: `${product.name} refused this message without saying why.`,
    providerCode: `HTTP ${status}`,
    providerDetail: text.slice(0, 200),
    retryable: status === 429,
  });
}

function refusedBy(answer: PostAnswer, failure: SendFailure): SendResult {
  const asked = secondsOf(answer.header('retry-after'));
  if (asked === null || !failure.retryable) return { ok: false, failure };
  return { ok: false, failure: { ...failure, retryAfterSeconds: asked } };
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
