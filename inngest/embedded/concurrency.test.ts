import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { ended, send } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

/** Counts what is at work at the same time, by key. */
function meter() {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const work = async (key: string) => {
    const count = (now.get(key) ?? 0) + 1;
    now.set(key, count);
    most.set(key, Math.max(count, most.get(key) ?? 0));
    await delay(15);
    now.set(key, (now.get(key) ?? 1) - 1);
  };
  return { most, work };
}

describe('a limit of runs at work', () => {
  test('holds over all processes, is used to the full, and leaves nothing undone', async () => {
    const { most, work } = meter();
    const narrow = client.createFunction(
      { id: 'narrow', triggers: [{ event: 'narrow' }], concurrency: 3 },
      async ({ step }) => {
        await step.run('a', () => work('all'));
        await step.run('b', () => work('all'));
      },
    );
    for (let i = 0; i < 20; i += 1) await send('narrow');
    start([narrow]);
    start([narrow]);
    const runs = await ended('narrow', 20);
    expect(runs.every(({ state }) => state === 'completed')).toBe(true);
    expect(most.get('all')).toBe(3);
  });

  test('counts each key by itself, and holds nobody else up', async () => {
    const { most, work } = meter();
    const keyed = client.createFunction(
      {
        id: 'keyed',
        triggers: [{ event: 'keyed' }],
        concurrency: { limit: 1, key: 'event.data.who' },
      },
      async ({ event, step }) => {
        const { who } = event.data as { who: string };
        await step.run('work', () => Promise.all([work(who), work('all')]));
      },
    );
    const free = client.createFunction({ id: 'free', triggers: [{ event: 'free' }] }, () => 1);
    for (let i = 0; i < 24; i += 1) await send('keyed', { who: i < 18 ? 'a' : 'b' });
    await send('free');
    start([keyed, free], { parallel: 2 });
    await ended('free');
    await ended('keyed', 24);
    expect([most.get('a'), most.get('b'), most.get('all')]).toEqual([1, 1, 2]);
  });

  test('is given up by a run that sleeps', async () => {
    const order: string[] = [];
    const sleepy = client.createFunction(
      { id: 'sleepy', triggers: [{ event: 'sleepy' }], concurrency: 1 },
      async ({ event, step }) => {
        const { n } = event.data as { n: number };
        await step.run('before', () => order.push(`before ${n.toString()}`));
        await step.sleep('a while', '1s');
        await step.run('after', () => order.push(`after ${n.toString()}`));
      },
    );
    await send('sleepy', { n: 1 });
    await send('sleepy', { n: 2 });
    start([sleepy]);
    await ended('sleepy', 2);
    expect(order).toEqual(['before 1', 'before 2', 'after 1', 'after 2']);
  });

  test('is shared by functions that name the same key in a wider scope', async () => {
    const { most, work } = meter();
    const twins = ['left', 'right'].map((id) =>
      client.createFunction(
        {
          id,
          triggers: [{ event: 'twins' }],
          concurrency: { limit: 1, scope: 'account', key: 'event.data.who' },
        },
        async ({ event, step }) => {
          const { who } = event.data as { who: string };
          await step.run('work', () => work(who));
        },
      ),
    );
    for (let i = 0; i < 6; i += 1) await send('twins', { who: i < 3 ? 'a' : 'b' });
    start(twins);
    start(twins);
    await ended('left', 6);
    await ended('right', 6);
    expect([most.get('a'), most.get('b')]).toEqual([1, 1]);
  });
});
