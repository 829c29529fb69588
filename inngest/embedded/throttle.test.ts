import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { claim, ended, send, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
beforeEach(async () => {
  await forSystem(async (tx) => {
    for (const table of ['job_gates', 'job_events'])
      await tx.execute(sql.raw(`delete from ${table}`));
  });
});
afterEach(stopAll);
afterAll(() => database.drop());

type Options = Parameters<typeof client.createFunction>[0];
const make = (options: Partial<Options>) =>
  client.createFunction({ id: 'slow', triggers: [{ event: 'slow' }], ...options }, () => 1);

/** Lets time go by for the gates. */
const pass = (hours: number) =>
  forSystem((tx) =>
    tx.execute(sql`update job_gates set next_at = next_at - ${hours} * interval '1 hour',
      ready_at = ready_at - ${hours} * interval '1 hour'`),
  );

const taken = async (...asked: Parameters<typeof claim>) =>
  (await claim(...asked)).items.map(({ event }) => (event.data as { n: number }).n);

/** When runs started and for which event, as the database recorded it. */
async function starts(): Promise<{ n: number; ms: number }[]> {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ n: number; ms: number }>(sql`
      select (e.data ->> 'n')::int as n, (extract(epoch from r.started_at) * 1000)::float8 as ms
      from job_runs r join job_events e on e.id = r.event_id
      where r.started_at is not null order by r.started_at, r.id`),
  );
  return rows;
}

describe('a throttle', () => {
  test('lets the longest waiting start, one by one, and says when the next look is worth it', async () => {
    const slow = make({ throttle: { limit: 1, period: '1h' } });
    for (let n = 0; n < 4; n += 1) await sendQuietly('slow', { n });
    expect(await taken([slow])).toEqual([0]);
    await forSystem((tx) => tx.execute(sql`delete from job_queue where lease_token is not null`));
    const { items, nextDueMs } = await claim([slow]);
    expect(items).toEqual([]);
    expect(nextDueMs).toBeGreaterThan(3_500_000);
    await pass(1);
    expect(await taken([slow])).toEqual([1]);
  });

  test('lets no more start at once after a long silence than its burst', async () => {
    const slow = make({ throttle: { limit: 2, period: '2h', burst: 2 } });
    for (let n = 0; n < 9; n += 1) await sendQuietly('slow', { n });
    expect(await taken([slow])).toEqual([0, 1, 2]);
    await pass(48);
    expect(await taken([slow])).toEqual([3, 4, 5]);
    await pass(1);
    expect(await taken([slow])).toEqual([6]);
  });

  test('is not used up by what there was no room for', async () => {
    const slow = make({ throttle: { limit: 1, period: '1h', burst: 1 } });
    for (let n = 0; n < 2; n += 1) await sendQuietly('slow', { n });
    expect(await taken([slow], 1)).toEqual([0]);
    expect(await taken([slow], 1)).toEqual([1]);
  });

  test('lets what has priority go first', async () => {
    const slow = make({
      throttle: { limit: 1, period: '1h' },
      priority: { run: 'event.data.n == 2 ? 600 : 0' },
    });
    for (let n = 0; n < 3; n += 1) await sendQuietly('slow', { n });
    expect(await taken([slow])).toEqual([2]);
    await pass(1);
    expect(await taken([slow])).toEqual([0]);
  });

  test('waits for what is in the future, and holds nobody else up for it', async () => {
    const slow = make({ throttle: { limit: 1, period: '1h' } });
    await sendQuietly('slow', { n: 0 });
    await forSystem((tx) =>
      tx.execute(sql`update job_events set occurred_at = now() + interval '1 day'`),
    );
    const { items, nextDueMs } = await claim([slow]);
    expect(items).toEqual([]);
    expect(nextDueMs).toBeGreaterThan(80_000_000);
    await sendQuietly('slow', { n: 1 });
    expect(await taken([slow])).toEqual([1]);
  });

  test('counts a run that is tried again once', async () => {
    const slow = make({ throttle: { limit: 1, period: '1h' } });
    await sendQuietly('slow', { n: 0 });
    expect(await taken([slow])).toEqual([0]);
    await forSystem((tx) => tx.execute(sql`update job_queue set available_at = now()`));
    expect(await taken([slow])).toEqual([0]);
  });

  test.each([{}, { concurrency: 50 }])(
    'that its function no longer has holds nobody back, %o',
    async (options) => {
      for (let n = 0; n < 3; n += 1) await sendQuietly('slow', { n });
      const throttle = { limit: 1, period: '1h' } as const;
      expect(await taken([make({ ...options, throttle })])).toEqual([0]);
      expect(await taken([make(options)])).toEqual([1, 2]);
    },
  );

  test('is kept in every period by several processes, and by those that come after them', async () => {
    const slow = make({ throttle: { limit: 5, period: '1s', burst: 2 } });
    for (let n = 0; n < 20; n += 1) await send('slow', { n });
    // Nothing but the gate tells them when to look.
    const first = [start([slow], { pollMs: 60_000 }), start([slow], { pollMs: 60_000 })];
    await ended('slow', 8);
    await Promise.all(first.map((engine) => engine.stop()));
    start([slow], { pollMs: 60_000 });
    start([slow], { pollMs: 60_000 });
    await ended('slow', 20);
    const seen = await starts();
    expect(seen.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    for (const { ms } of seen) {
      const within = seen.filter((one) => one.ms >= ms && one.ms < ms + 1_000);
      expect(within.length).toBeLessThanOrEqual(7);
    }
  });
});
