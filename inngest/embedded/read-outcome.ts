import type { CallOutcome } from '#inngest/embedded/call-outcome.ts';
import { retryAfterMs } from '#inngest/embedded/duration.ts';
import { readOperations } from '#inngest/embedded/read-operations.ts';

/** Reads the answer of a function's handler, whose shapes the SDK's protocol defines. */
export async function readOutcome(response: Response): Promise<CallOutcome> {
  const text = await response.text();
  const fromSdk = response.headers.has('x-inngest-sdk');
  const body = parseJson(text);
  if (!fromSdk || body === undefined) {
    return retry({
      message: `The handler answered ${response.status.toString()} in no known form.`,
    });
  }
  if (response.status === 200) return { kind: 'completed', output: body };
  const again = retryAfterMs(response.headers.get('retry-after'));
  if (response.status === 206) return readOperations(body, again);
  if (response.headers.get('x-inngest-no-retry') === 'true') return { kind: 'failed', error: body };
  return retry(body, again);
}

function retry(error: unknown, again?: number): CallOutcome {
  return { kind: 'retry', error, retryAfterMs: again };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
