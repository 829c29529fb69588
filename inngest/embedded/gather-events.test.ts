import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { forSystem } from '#db/system.ts';
import { pruneFinishedWork } from '#inngest/embedded/prune.ts';
import {
  claim,
  ended,
  runsOf,
  send,
  sendEarlier,
  sendQuietly,
} from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
beforeEach(async () => {
  await forSystem((tx) => tx.execute(sql`delete from job_events`));
});
afterEach(stopAll);
afterAll(() => database.drop());

type Options = Parameters<typeof client.createFunction>[0];
const make = (options: Partial<Options>) =>
  client.createFunction(
    { id: 'gather', triggers: [{ event: 'gather' }], ...options },
    ({ events }) => numbers(events),
  );
const numbers = (events: { data?: unknown }[]) =>
  events.map(({ data }) => (data as { n: number }).n);

const outputs = async (count: number) =>
  (await ended('gather', count)).map(({ output }) => output as number[]);

describe('a batch', () => {
  test('of events that came while nobody was there is as it would have been', async () => {
    for (const [n, ago] of [90, 89, 60, 55, 54, 53].entries()) {
      await sendEarlier(ago * 1_000, 'gather', { n });
    }
    start([make({ batchEvents: { maxSize: 3, timeout: '10s' } })]);
    expect(await outputs(3)).toEqual([[0, 1], [2, 3, 4], [5]]);
  });

  test('outlives the process that began it, and starts when its time is over', async () => {
    const gather = make({ batchEvents: { maxSize: 3, timeout: '30s' } });
    await sendQuietly('gather', { n: 0 });
    await claim([gather], 0);
    await sendQuietly('gather', { n: 1 });
    const { items, nextDueMs } = await claim([gather]);
    expect(items).toEqual([]);
    expect(nextDueMs).toBeGreaterThan(20_000);
    await sendQuietly('gather', { n: 2 });
    start([gather]);
    expect(await outputs(1)).toEqual([[0, 1, 2]]);
  });

  test('that is at work takes no more events, and is given the same ones should it be repeated', async () => {
    const gather = make({ batchEvents: { maxSize: 3, timeout: '1s' } });
    await sendEarlier(5_000, 'gather', { n: 0 });
    const [item] = (await claim([gather])).items;
    expect(numbers(item?.events ?? [])).toEqual([0]);
    await sendEarlier(5_000, 'gather', { n: 1 });
    // The process that held it is gone.
    await forSystem((tx) => tx.execute(sql`update job_queue set available_at = now()`));
    start([gather]);
    expect(await outputs(2)).toEqual([[0], [1]]);
  });

  test('holds every event once, whoever gathers', async () => {
    const gather = make({ batchEvents: { maxSize: 7, timeout: '1s', key: 'event.data.n < 40' } });
    start([gather]);
    start([gather]);
    await Promise.all(Array.from({ length: 60 }, (_, n) => send('gather', { n })));
    const all = async () =>
      (await runsOf('gather')).flatMap(({ output }) => (output ?? []) as number[]);
    await expect.poll(async () => (await all()).length, { timeout: 15_000 }).toBe(60);
    expect((await all()).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, n) => n),
    );
    for (const run of await runsOf('gather')) {
      const given = run.output as number[];
      expect(given.length).toBeLessThanOrEqual(7);
      expect(new Set(given.map((n) => n < 40)).size).toBe(1);
    }
  });

  test('never holds events of two businesses', async () => {
    const ids = [(await createBusiness()).id, (await createBusiness()).id];
    for (let n = 0; n < 4; n += 1) {
      await forSystem((tx) =>
        tx.execute(sql`insert into job_events (business_id, name, data)
          values (${ids[n % 2]}, 'gather', ${JSON.stringify({ n })}::json)`),
      );
    }
    start([make({ batchEvents: { maxSize: 2, timeout: '60s' } })]);
    expect((await outputs(2)).toSorted()).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  test('keeps its events for as long as its run is kept', async () => {
    for (let n = 0; n < 2; n += 1) await sendQuietly('gather', { n });
    start([make({ batchEvents: { maxSize: 2, timeout: '60s' } })]);
    await outputs(1);
    const age = (column: string, table: string) =>
      forSystem((tx) =>
        tx.execute(sql.raw(`update ${table} set ${column} = now() - interval '8 days'`)),
      );
    const countEvents = async () => {
      const { rows } = await forSystem((tx) => tx.execute(sql`select from job_events`));
      return rows.length;
    };
    await age('dispatched_at', 'job_events');
    await pruneFinishedWork();
    expect(await countEvents()).toBe(2);
    await age('finished_at', 'job_runs');
    await pruneFinishedWork();
    expect(await countEvents()).toBe(0);
  });
});

describe('a debounce', () => {
  test('outlives the process that began it: a later event still puts it off', async () => {
    const gather = make({ debounce: { period: '1h' } });
    await sendEarlier(3_599_000, 'gather', { n: 0 });
    await claim([gather], 0);
    await sendEarlier(1_000, 'gather', { n: 1 });
    const { items, nextDueMs } = await claim([gather]);
    expect(items).toEqual([]);
    expect(nextDueMs).toBeGreaterThan(3_500_000);
    await forSystem((tx) =>
      tx.execute(sql`with runs as (update job_runs set open_until = now())
        update job_queue set available_at = now()`),
    );
    start([gather]);
    expect(await outputs(1)).toEqual([[1]]);
    expect(await runsOf('gather')).toHaveLength(1);
  });

  test('of events that came while nobody was there runs as often as it would have', async () => {
    for (const [n, ago] of [90, 85, 60, 20].entries()) {
      await sendEarlier(ago * 1_000, 'gather', { n });
    }
    start([make({ debounce: { period: '10s' } })]);
    expect(await outputs(3)).toEqual([[1], [2], [3]]);
  });

  test('goes on to the gates that follow: what it was put off for may then be skipped', async () => {
    const gather = make({ debounce: { period: '10s' }, singleton: { mode: 'skip' } });
    await sendEarlier(60_000, 'gather', { n: 0 });
    const first = await claim([gather]);
    expect(first.items).toHaveLength(1);
    await sendEarlier(30_000, 'gather', { n: 1 });
    expect((await claim([gather])).items).toEqual([]);
    expect(await runsOf('gather')).toHaveLength(1);
  });

  test('keeps the priority of its last event', async () => {
    const gather = make({
      debounce: { period: '10s', key: 'event.data.n' },
      priority: { run: 'event.data.n == 1 ? 600 : 0' },
    });
    for (const n of [0, 1]) await sendEarlier(60_000, 'gather', { n });
    const { items } = await claim([gather], 1);
    expect(items.map(({ event }) => event.data)).toEqual([{ n: 1 }]);
  });

  test('tells a run that waits for an event which another replaced', async () => {
    const gather = make({ debounce: { period: '1s', key: 'event.data.play' } });
    const asks = client.createFunction(
      { id: 'asks', retries: 0, triggers: [{ event: 'asks' }] },
      async ({ step }) => {
        const ask = (n: number) => step.invoke(n.toString(), { function: gather, data: { n } });
        const settled = await Promise.allSettled([ask(1), ask(2)]);
        return settled.map((one) => (one.status === 'fulfilled' ? (one.value as unknown) : 'told'));
      },
    );
    start([gather, asks]);
    await send('asks');
    const [run] = await ended('asks');
    expect(run?.output).toEqual(['told', [2]]);
  });
});
