import { createHmac } from 'node:crypto';
import { Inngest } from 'inngest';
import { embeddedFetch } from '#inngest/embedded/client-fetch.ts';
import { EventRefused } from '#inngest/embedded/receive-events.ts';
import { jobEventSchemas } from '#inngest/events.ts';
import type { JobEventName } from '#inngest/events.ts';
import { jobServer } from '#inngest/job-server.ts';
import { env } from '#server/env.ts';
import { log } from '#server/log.ts';

/**
 * The Inngest client. Without an Inngest server nothing leaves the process: events that are sent
 * become rows, and calls are signed with a key of this installation's own, so that nobody else can
 * make a function run. `checkpoints` is for calls that the executor makes, which keeps them.
 */
export function createJobClient({ checkpoints = false } = {}): Inngest.Any {
  const server = jobServer();
  const shared = { id: 'frontdesk', logger: log() };
  if (server === null) {
    const signingKey = jobSigningKey();
    const fetch = embeddedFetch(checkJobEvent);
    const own = { isDev: false, signingKey, eventKey: 'embedded', fetch };
    // Each step is kept before the next begins; a call may last, because a stop ends it at a step.
    return new Inngest({ ...shared, ...own, checkpointing: checkpoints && { maxRuntime: 0 } });
  }
  const { isDev, eventKey, baseUrl, signingKey } = server;
  const outside = { isDev, eventKey, baseUrl, signingKey, fetch: heedRefusals };
  return new Inngest({ ...shared, ...outside, checkpointing: false });
}

const requestLimitMs = 15_000;

/** The SDK takes a refused registration for a success when the refusal is JSON. */
const heedRefusals: typeof fetch = async (input, init) => {
  const limit = AbortSignal.timeout(requestLimitMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(input, { ...init, signal });
  const { pathname } = new URL(response.url);
  if (response.ok || !pathname.endsWith('/fn/register')) return response;
  throw new Error(`The Inngest server answered ${response.status}: ${await response.text()}`);
};

/** Signs the calls of functions: the Inngest server's key, or one derived from our own secret. */
export function jobSigningKey(): string {
  const { INNGEST_SIGNING_KEY, NEXTAUTH_SECRET } = env();
  if (INNGEST_SIGNING_KEY !== undefined) return INNGEST_SIGNING_KEY;
  const key = createHmac('sha256', NEXTAUTH_SECRET).update('job calls').digest('hex');
  return `signkey-frontdesk-${key}`;
}

/** Only the events of `inngest/events.ts` are recorded, and only as they are declared. */
function checkJobEvent(name: string, data: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(jobEventSchemas, name)) {
    throw new EventRefused(`The event ${name} is not one of this app.`);
  }
  return jobEventSchemas[name as JobEventName].parse(data);
}
