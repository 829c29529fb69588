import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { Signal } from '#inngest/embedded/signal.ts';
import { onWake } from '#inngest/job-events.ts';
import type { JobServer } from '#inngest/job-server.ts';
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
 * which the server drops repetitions. A server that is away delays work and loses none.
 */
export function startRelay(
  server: Pick<JobServer, 'eventsUrl'>,
  { pollMs = 1_000, longestPauseMs = 30_000 } = {},
): Relay {
  const stopping = new AbortController();
  const bell = new Signal();
  const forgetWake = onWake(() => bell.ring());
  const loop = forwardUntil(stopping.signal, bell, { ...server, pollMs, longestPauseMs });
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
  options: { eventsUrl: string; pollMs: number; longestPauseMs: number },
): Promise<void> {
  // Events the server refuses stay recorded, and out of the way of the others until a restart.
  const refused = new Set<string>();
  let pauseMs = options.pollMs;
  while (!stopping.aborted) {
    try {
      const forwarded = await forwardEvents(options.eventsUrl, refused);
      pauseMs = forwarded === eventsPerRequest ? 0 : options.pollMs;
    } catch (error) {
      pauseMs = Math.min(Math.max(pauseMs, options.pollMs) * 2, options.longestPauseMs);
      log().error({ error, pauseMs }, 'the Inngest server did not take our events');
    }
    if (pauseMs > 0) await bell.wait(pauseMs);
  }
}

/** Returns how many events it took on. */
async function forwardEvents(eventsUrl: string, refused: Set<string>): Promise<number> {
  const waiting = await listWaiting([...refused]);
  if (waiting.length === 0) return 0;
  if (await post(eventsUrl, waiting)) {
    await markForwarded(waiting);
    return waiting.length;
  }
  for (const one of waiting) {
    if (await post(eventsUrl, [one])) {
      await markForwarded([one]);
    } else {
      refused.add(one.id);
      log().error({ event: one.event.name, id: one.event.id }, 'an event was refused for good');
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

/** False when the server says that the events themselves are wrong; throws when it is in trouble. */
async function post(eventsUrl: string, waiting: WaitingEvent[]): Promise<boolean> {
  const response = await fetch(eventsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(waiting.map(({ event }) => event)),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  await response.arrayBuffer();
  if (response.ok) return true;
  if (response.status === 400 || response.status === 413) return false;
  throw new Error(`The Inngest server answered ${response.status.toString()}.`);
}

async function markForwarded(events: WaitingEvent[]): Promise<void> {
  const ids = events.map(({ id }) => id);
  await forSystem((tx) =>
    tx.execute(sql`update job_events set dispatched_at = now()
      where id = any(${sql.param(ids)}::uuid[])`),
  );
}
