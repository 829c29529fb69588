import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { CallFunction, FunctionCall } from '#inngest/embedded/call-function.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import type { Crash, Engine, SeenEnd } from '#tests/conformance/play.ts';

/** Two executors that share a database. */
export const embeddedEngine: Engine = {
  name: 'the embedded executor',
  client,
  start(functions) {
    const options = { pollMs: 50, wrapCall: breakOff() };
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
        where ${playOf} = ${play} and r.finished_at is not null order by r.finished_at`),
    );
    return rows;
  },
  async unfinishedOf(play) {
    const { rows } = await forSystem((tx) =>
      tx.execute<{ n: number }>(sql`
        select count(*)::int as n from job_events e left join job_runs r on r.event_id = e.id
        where ${playOf} = ${play}
          and (e.dispatched_at is null or r.id is not null and r.finished_at is null)`),
    );
    return rows[0]?.n ?? 0;
  },
  async hurryTimers() {
    await forSystem((tx) =>
      tx.execute(sql`
      update job_crons set next_at = now() where last_at is null`),
    );
  },
  stop: stopAll,
};

/** Long enough for the executor to have let go of the item. */
const noticeMs = 50;

/** A failure handler's event holds the event of the run that failed. */
const playOf = sql`coalesce(
  e.data ->> 'play', e.data -> 'event' -> 'data' ->> 'play', e.data ->> 'cron')`;

/** As a process that ends would: what it had in hand is not told to anybody. */
function breakOff(): (call: CallFunction) => CallFunction {
  const counts = new Map<string, number>();
  return (call) => async (asked) => {
    const { crash } = asked.event.data as { crash?: Crash };
    const count = counts.get(asked.runId) ?? 0;
    counts.set(asked.runId, count + 1);
    if (crash?.at === count && crash.side === 'before') throw brokenOff(asked);
    const outcome = await call(asked);
    if (crash?.at === count) throw brokenOff(asked);
    return outcome;
  };
}

/** As when the end of a process is noticed, its lease is over then: nobody has to wait it out. */
function brokenOff({ runId, stepHash }: FunctionCall): Error {
  setTimeout(() => {
    void forSystem((tx) =>
      tx.execute(sql`
        update job_queue set available_at = now()
        where run_id = ${runId} and kind in ('discovery', 'step') and lease_token is not null
          and step_hash is not distinct from ${stepHash ?? null}`),
    );
  }, noticeMs);
  return new Error('broken off on purpose');
}
