import { z } from 'zod';

import { metaError } from '#server/channels/meta/read-failure.ts';
import type { MetaError } from '#server/channels/meta/read-failure.ts';
import type { PostAnswer } from '#server/channels/post.ts';
import type { FailureCode, SendFailure } from '#server/channels/failures.ts';

export const GRAPH_API_VERSION = 'v23.0';

const refused = z.object({ error: metaError });

/** One of Meta's products, as people know it, with its own table of errors. */
export interface Product {
  name: string;
  readFailure(error: MetaError): SendFailure;
  /** Of a refusal that is known to come also for what was taken. */
  isDoubtful?(error: MetaError): boolean;
}

/** The body of a success, the refusal, or null for an answer that says nothing about what became of it. */
export function readAnswer(
  product: Product,
  answer: PostAnswer,
): { body: unknown } | { failure: SendFailure } | null {
  const { status, text } = answer;
  const body = parseJson(text);
  if (status >= 200 && status < 300) return { body };
  const error = refused.safeParse(body).data?.error;
  if (error !== undefined) {
    if (product.isDoubtful?.(error) === true) return null;
    return { failure: withWait(answer, product.readFailure(error)) };
  }
  if (status >= 500 || status === 408) return null;
  const failure: SendFailure = {
    code: status === 429 ? 'rate_limited' : 'unknown_failure',
    message: `${product.name} refused this message without saying why.`,
    providerCode: `HTTP ${status}`,
    providerDetail: text.slice(0, 200),
    retryable: status === 429,
  };
  return { failure: withWait(answer, failure) };
}

/** A refusal of our own, before or in place of the provider's; with a wait it may be tried again. */
export function failureOf(
  code: FailureCode,
  message: string,
  retryAfterSeconds?: number,
): SendFailure {
  const retryable = retryAfterSeconds !== undefined;
  return { code, message, retryable, ...(retryable && { retryAfterSeconds }) };
}

/** The same as an outcome. */
export function refusal(...failure: Parameters<typeof failureOf>): {
  ok: false;
  failure: SendFailure;
} {
  return { ok: false, failure: failureOf(...failure) };
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
