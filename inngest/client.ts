import { createHmac } from 'node:crypto';
import { Inngest } from 'inngest';
import { jobServer } from '#inngest/job-server.ts';
import { env } from '#server/env.ts';
import { log } from '#server/log.ts';

/**
 * The Inngest client. Without an Inngest server nothing leaves the process, and calls are signed
 * with a key of this installation's own, so that nobody else can make a function run.
 */
export function createJobClient(): Inngest.Any {
  const server = jobServer();
  const shared = { id: 'frontdesk', logger: log(), checkpointing: false };
  if (server === null) {
    return new Inngest({ ...shared, isDev: false, signingKey: jobSigningKey(), fetch: refuse });
  }
  const { isDev, eventKey, baseUrl, signingKey } = server;
  return new Inngest({ ...shared, isDev, eventKey, baseUrl, signingKey });
}

/** Signs the calls of functions: the Inngest server's key, or one derived from our own secret. */
export function jobSigningKey(): string {
  const { INNGEST_SIGNING_KEY, NEXTAUTH_SECRET } = env();
  if (INNGEST_SIGNING_KEY !== undefined) return INNGEST_SIGNING_KEY;
  const key = createHmac('sha256', NEXTAUTH_SECRET).update('job calls').digest('hex');
  return `signkey-frontdesk-${key}`;
}

function refuse(): Promise<Response> {
  return Promise.reject(
    new Error('The embedded executor sends nothing to a server; record events with ctx.enqueue.'),
  );
}
