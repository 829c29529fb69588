import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { pruneFinishedWork } from '#inngest/embedded/prune.ts';
import { runsOf, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { openGates } from '#inngest/embedded/throttle.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

const keysLeft = async () => {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ key: string }>(sql`select key from job_events order by key`),
  );
  return rows.map(({ key }) => key);
};

test('work finished over a week ago is forgotten, unfinished and recent work is not', async () => {
  for (const key of ['old-done', 'old-running', 'recent', 'old-waiting']) {
    await sendQuietly('prune.asked', {}, key);
  }
  await forSystem(async (tx) => {
    await tx.execute(sql`
      update job_events set occurred_at = now() - interval '9 days',
        dispatched_at = case key when 'old-waiting' then null when 'recent' then now()
          else now() - interval '9 days' end`);
    await tx.execute(sql`
      insert into job_runs (function_id, event_id, state, finished_at)
      select 'test-prune', id,
        case key when 'old-running' then 'running' else 'completed' end,
        case key when 'old-running' then null when 'recent' then now()
          else now() - interval '8 days' end
      from job_events where key <> 'old-waiting'`);
  });
  await pruneFinishedWork();
  expect(await keysLeft()).toEqual(['old-running', 'old-waiting', 'recent']);
  expect((await runsOf('prune')).map(({ state }) => state).sort()).toEqual([
    'completed',
    'running',
  ]);
});

test('a gate before which somebody comes while it is being forgotten stays', async () => {
  const gate = { functionId: 'test-slow', key: '', rate: { limit: 1, periodMs: 1_000, burst: 0 } };
  await sendQuietly('slow.asked', {}, 'slow');
  await forSystem((tx) =>
    tx.execute(sql`insert into job_gates (function_id, kind, key, next_at)
      values ('test-slow', 'throttle', '', now() - interval '2 days')`),
  );
  let pruning: Promise<void> | undefined;
  await forSystem(async (tx) => {
    await tx.execute(sql`
      with run as (
        insert into job_runs (function_id, event_id)
        select 'test-slow', id from job_events where key = 'slow' returning id
      )
      insert into job_queue (run_id, function_id, throttle_key) select id, 'test-slow', '' from run`);
    await openGates(tx, [gate]);
    pruning = pruneFinishedWork();
    await vi.waitFor(
      async () => {
        const { rows } = await tx.execute(sql`
          select from pg_locks join pg_stat_activity using (pid)
          where not granted and datname = current_database()`);
        expect(rows).not.toEqual([]);
      },
      { timeout: 15_000, interval: 10 },
    );
  });
  await pruning;
  const { rows } = await forSystem((tx) =>
    tx.execute(sql`select ready_at is not null as "isReadyOnce" from job_gates`),
  );
  expect(rows).toEqual([{ isReadyOnce: true }]);
});
