import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { Signal } from '#inngest/embedded/signal.ts';
import { onWake } from '#inngest/job-events.ts';
import type { JobServer } from '#inngest/job-server.ts';
import type { Registration } from '#inngest/register-functions.ts';
import { log } from '#server/log.ts';

const eventsPerRequest = 100;
const requestLimitMs = 15_000;

export interface Relay {
  stop(): Promise<void>;
}

interface WaitingEvent extends Record<string, unknown> {
  id: string;
  event: { id: string; name: string; data: unknown; ts: number };
}

/**
 * Forwards recorded events to an Inngest server, at least once and with ids that stay the same, by
 * which the server drops repetitions. A server that is away delays work and loses none. One that
 * does not know our functions would drop events, so they are registered first.
 */
export function startRelay(
  { eventsUrl }: Pick<JobServer, 'eventsUrl'>,
  registration: Registration,
  { pollMs = 1_000, longestPauseMs = 30_000, refusedForMs = 600_000 } = {},
): Relay {
  const stopping = new AbortController();
  const bell = new Signal();
  const forgetWake = onWake(() => bell.ring());
  const options = { eventsUrl, registration, pollMs, longestPauseMs, refusedForMs };
  const loop = forwardUntil(stopping.signal, bell, options);
  const stop = async () => {
    stopping.abort();
    forgetWake();
    bell.ring();
    await loop;
  };
  return { stop };
}

async function forwardUntil(
  stopping: AbortSignal,
  bell: Signal,
  options: {
    eventsUrl: string;
    registration: Registration;
    pollMs: number;
    longestPauseMs: number;
    refusedForMs: number;
  },
): Promise<void> {
  // Events the server refuses stay recorded, and out of the way of the others for a while: a server
  // in trouble of its own may refuse what it takes later.
  const refused = new Map<string, number>();
  let pauseMs = options.pollMs;
  while (!stopping.aborted) {
    try {
      await options.registration.ensure();
      for (const [id, at] of refused) {
        if (Date.now() - at >= options.refusedForMs) refused.delete(id);
      }
      const forwarded = await forwardEvents(options, refused);
      pauseMs = forwarded === eventsPerRequest ? 0 : options.pollMs;
      if (pauseMs > 0) await bell.wait(pauseMs);
    } catch (error) {
      pauseMs = Math.min(Math.max(pauseMs, options.pollMs) * 2, options.longestPauseMs);
      log().error({ error, pauseMs }, 'events did not reach the Inngest server');
      // Whatever rings meanwhile: a server in trouble is not asked more often because we are busy.
      await setTimeout(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** Returns how many events it took on. */
async function forwardEvents(
  { eventsUrl, registration }: { eventsUrl: string; registration: Registration },
  refused: Map<string, number>,
): Promise<number> {
  const waiting = await listWaiting([...refused.keys()]);
  if (waiting.length === 0) return 0;
  const offer = (events: WaitingEvent[]) =>
    post(eventsUrl, events).catch((error: unknown) => {
      registration.doubt();
      throw error;
    });
  const taken = await offer(waiting);
  if (taken !== null) {
    await markForwarded(waiting, taken);
    return waiting.length;
  }
  for (const one of waiting) {
    const taken = await offer([one]);
    if (taken !== null) {
      await markForwarded([one], taken);
    } else {
      refused.set(one.id, Date.now());
      log().error({ event: one.event.name, id: one.event.id }, 'an event was refused');
    }
  }
  return waiting.length;
}

async function listWaiting(refused: string[]): Promise<WaitingEvent[]> {
  const { rows } = await forSystem((tx) =>
    tx.execute<WaitingEvent>(sql`
      select id, json_build_object(
        'id', coalesce(business_id::text, 'system') || '/' || key, 'name', name, 'data', data,
        'ts', trunc(extract(epoch from occurred_at) * 1000)) as event
      from job_events
      where dispatched_at is null and function_id is null and id <> all(${sql.param(refused)}::uuid[])
      order by id limit ${eventsPerRequest}`),
  );
  return rows;
}

const acceptance = z.object({ ids: z.array(z.string()) });

/**
 * Returns what the server calls the events, in their order; null when it says that they are wrong.
 * Throws when it is in trouble.
 */
async function post(eventsUrl: string, waiting: WaitingEvent[]): Promise<string[] | null> {
  const response = await fetch(eventsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-inngest-event-id-seed': seedOf(waiting) },
    body: JSON.stringify(waiting.map(({ event }) => event)),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return acceptance.safeParse(answer).data?.ids ?? [];
  if (response.status === 400 || response.status === 413) return null;
  throw new Error(`The Inngest server answered ${response.status.toString()}.`);
}

/** The server names events by it: what is sent again, with more behind it, keeps its names. */
function seedOf([first]: WaitingEvent[]): string {
  const bytes = Buffer.from((first?.id ?? '').replaceAll('-', ''), 'hex');
  return `${bytes.readUIntBE(0, 6).toString()},${bytes.subarray(6).toString('base64')}`;
}

/** Another process may have forwarded them too; what the server called them first is kept. */
async function markForwarded(events: WaitingEvent[], serverIds: string[]): Promise<void> {
  const forwarded = events.map(({ id }, index) => ({ id, server_id: serverIds[index] ?? id }));
  await forSystem((tx) =>
    tx.execute(sql`
      update job_events set dispatched_at = now(), server_id = forwarded.server_id
      from json_to_recordset(${JSON.stringify(forwarded)}) as forwarded (id uuid, server_id text)
      where job_events.id = forwarded.id and dispatched_at is null`),
  );
}
