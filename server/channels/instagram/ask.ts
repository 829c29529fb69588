import { z } from 'zod';

import { readText } from '#server/channels/graph-call.ts';
import { readFailure } from '#server/channels/instagram/read-failure.ts';
import { refusal } from '#server/channels/meta/read-answer.ts';
import { metaError } from '#server/channels/meta/read-failure.ts';
import type { SendFailure } from '#server/channels/failures.ts';

const TIMEOUT_MS = 10_000;
/** No answer about a person or a token is nearly as long. */
const MOST_ANSWER_BYTES = 64 * 1024;

const refused = z.object({ error: metaError });

type Answer<T> = { ok: true; value: T } | { ok: false; failure: SendFailure };

/** Asks for something that may be asked again; every outcome is a value. */
export async function ask<T>(
  url: string,
  headers: Record<string, string>,
  schema: z.ZodType<T>,
): Promise<Answer<T>> {
  let body: unknown;
  let status: number;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    ({ status } = response);
    body = parseJson(await readText(response, MOST_ANSWER_BYTES));
  } catch {
    // The cause may hold the address, and with it a proof of the token.
    return refusal('provider_down', 'Instagram cannot be reached right now.', 60);
  }
  const value = status === 200 ? schema.safeParse(body) : undefined;
  if (value?.success === true) return { ok: true, value: value.data };
  const error = refused.safeParse(body).data?.error;
  if (error !== undefined) return { ok: false, failure: readFailure(error) };
  const isPassing = status >= 500 || status === 408 || status === 429;
  return refusal(
    isPassing ? 'provider_unavailable' : 'unknown_failure',
    'Instagram answered in a form that is not known here.',
    isPassing ? 60 : undefined,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
