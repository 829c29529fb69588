import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobServer } from '#inngest/job-server.ts';
import { log } from '#server/log.ts';

const lookLimitMs = 5_000;
const looksAtOnce = 8;

/** An event that an Inngest server took. */
export interface TakenEvent {
  id: string;
  serverId: string;
}

const runs = z.object({
  data: z.array(z.object({ run_id: z.string(), status: z.string() })).nullable(),
});
const jobs = z.object({ data: z.array(z.unknown()).nullable() });
const unfinished = new Set(['Running', 'Scheduled', 'Unknown']);

type Api = Pick<JobServer, 'apiUrl' | 'signingKey'>;

/**
 * Which of the events the server works on no more: it knows no run of them, or only runs that are
 * over or have nothing left in its queue. Of whom it does not say, it may be at work.
 */
export async function findDroppedEvents(
  server: Api,
  taken: readonly TakenEvent[],
): Promise<string[]> {
  const dropped: string[] = [];
  let unanswered = 0;
  let lastError: unknown;
  for (let at = 0; at < taken.length; at += looksAtOnce) {
    await Promise.all(
      taken.slice(at, at + looksAtOnce).map(async ({ id, serverId }) => {
        try {
          if (!(await isUnderWay(server, serverId))) dropped.push(id);
        } catch (error) {
          unanswered += 1;
          lastError = error;
        }
      }),
    );
  }
  if (unanswered > 0) {
    log().warn({ error: lastError, unanswered }, 'the Inngest server does not say what it is at');
  }
  return dropped;
}

async function isUnderWay(server: Api, serverId: string): Promise<boolean> {
  const { data } = runs.parse(await ask(server, `events/${encodeURIComponent(serverId)}/runs`));
  for (const run of data ?? []) {
    if (unfinished.has(run.status) && (await hasJobs(server, run.run_id))) return true;
  }
  return false;
}

/** A server whose queue was lost still counts its runs as running. */
async function hasJobs(server: Api, runId: string): Promise<boolean> {
  const { data } = jobs.parse(await ask(server, `runs/${encodeURIComponent(runId)}/jobs`));
  return (data ?? []).length > 0;
}

async function ask({ apiUrl, signingKey }: Api, path: string): Promise<unknown> {
  const response = await fetch(`${apiUrl}/${path}`, {
    headers: signingKey === undefined ? {} : { authorization: `Bearer ${bearerOf(signingKey)}` },
    signal: AbortSignal.timeout(lookLimitMs),
  });
  if (response.status === 404) return { data: null };
  if (!response.ok) throw new Error(`The Inngest server answered ${response.status.toString()}.`);
  return response.json();
}

/** The key itself is never sent: a server knows its hash. */
function bearerOf(signingKey: string): string {
  const [prefix = ''] = /^signkey-\w+-/.exec(signingKey) ?? [];
  const key = Buffer.from(signingKey.slice(prefix.length), 'hex');
  return `${prefix}${createHash('sha256').update(key).digest('hex')}`;
}
