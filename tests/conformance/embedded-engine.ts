import { sql } from 'drizzle-orm';
import type { Inngest } from 'inngest';
import { forSystem } from '#db/system.ts';
import type { CallFunction, FunctionCall } from '#inngest/embedded/call-function.ts';
import type { Checkpoint } from '#inngest/embedded/open-calls.ts';
import { start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import type { Crash, Engine, SeenEnd } from '#tests/conformance/play.ts';

/** Two executors that share a database. */
export function embeddedEngine(name: string, client: Inngest.Any): Engine {
  const counts = new Map<string, number>();
  return {
    name,
    // A minute until a timer goes off, and the time that a slow machine takes.
    patience: { playMs: 90_000, lookMs: 100, betweenSendsMs: 0, clockErrorMs: 50 },
    canBreakOff: true,
    keepsOrderOfRuns: true,
    client,
    start(functions) {
      const options = { client, pollMs: 50, wrapCall: breakOff(counts) };
      start(functions, options);
      start(functions, options);
      return Promise.resolve();
    },
    async endsOf(play) {
      const { rows } = await forSystem((tx) =>
        tx.execute<Record<string, unknown> & SeenEnd>(sql`
        select substr(r.function_id, 6) as "functionId", r.state, r.output,
          r.error ->> 'message' as error,
          (extract(epoch from r.started_at) * 1000)::float8 as "startedMs"
        from job_runs r join job_events e on e.id = r.event_id
        where ${isOf(play)} and r.finished_at is not null order by r.finished_at`),
      );
      return rows;
    },
    async unfinishedOf(play) {
      const { rows } = await forSystem((tx) =>
        tx.execute<{ n: number }>(sql`
        select count(*)::int as n from job_events e left join job_runs r on r.event_id = e.id
        where ${isOf(play)}
          and (e.dispatched_at is null or r.id is not null and r.finished_at is null)`),
      );
      return rows[0]?.n ?? 0;
    },
    async hurryTimers() {
      await forSystem((tx) =>
        tx.execute(sql`update job_crons set next_at = now() where last_at is null`),
      );
    },
    boundariesOf: (play) =>
      Math.max(...[...counts].map(([run, count]) => (run.startsWith(play) ? count : 0))),
    stop: stopAll,
  };
}

/** A failure handler's event holds the event of the run that failed; of a timer its cron is told. */
function isOf(play: string) {
  return sql`coalesce(e.data ->> 'play', e.data -> 'event' -> 'data' ->> 'play', e.data ->> 'cron')
      = ${play}
    and e.id >= coalesce(
      (select id from job_events where key = ${play} and business_id is null), e.id)`;
}

/** As a process that ends would: what it had in hand is not told to anybody. */
function breakOff(counts: Map<string, number>): (call: CallFunction) => CallFunction {
  const sideHere = ({ functionId, event }: FunctionCall) => {
    const { crash, play } = dataOf(event);
    const run = `${play} ${functionId} ${event.id}`;
    const count = counts.get(run) ?? 0;
    counts.set(run, count + 1);
    return crash?.at === count ? crash.side : undefined;
  };
  return (call) => async (asked) => {
    const side = sideHere(asked);
    if (side === 'before') throw await brokenOff(asked);
    const end = Promise.withResolvers<never>();
    const { checkpoint } = asked;
    const keep: Checkpoint = async (...done) => {
      const at = sideHere(asked);
      const goesOn = at === 'after' ? undefined : await checkpoint?.keep(...done);
      if (at === undefined) return goesOn ?? false;
      end.reject(await brokenOff(asked));
      // Nobody hears of it, so that the function goes no further.
      return new Promise(() => undefined);
    };
    const wrapped = checkpoint && { ...checkpoint, keep };
    const outcome = await Promise.race([call({ ...asked, checkpoint: wrapped }), end.promise]);
    if (side === 'after') throw await brokenOff(asked);
    return outcome;
  };
}

/** What the play says, of which a failure handler's event holds the event. */
function dataOf({ data }: FunctionCall['event']): { play: string; crash?: Crash } {
  const told = data as { play: string; event?: { data: { play: string } } };
  return told.event?.data ?? told;
}

/** What a process that was killed held is free once another starts on its machine. */
async function brokenOff({ runId, stepHash }: FunctionCall): Promise<Error> {
  await forSystem((tx) =>
    tx.execute(sql`
      update job_queue
      set available_at = now(), lease_owner = null, lease_token = null, deaths = deaths + 1
      where run_id = ${runId} and lease_token is not null
        and step_hash is not distinct from ${stepHash ?? null}`),
  );
  return new Error('broken off on purpose');
}
