import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { ended, runsOf, send, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

describe('the only run of its key', () => {
  test('is one, even of events that are looked at together, and whoever looks', async () => {
    const only = client.createFunction(
      { id: 'only', triggers: [{ event: 'only' }], singleton: { mode: 'skip' } },
      async ({ step }) => step.sleep('a while', '1s'),
    );
    for (let n = 0; n < 10; n += 1) await sendQuietly('only', { n });
    start([only]);
    start([only]);
    await ended('only');
    expect(await runsOf('only')).toHaveLength(1);
    await send('only');
    expect(await ended('only', 2)).toHaveLength(2);
  });

  test('is the last one when it takes the place of others', async () => {
    const last = client.createFunction(
      { id: 'last', triggers: [{ event: 'last' }], singleton: { mode: 'cancel' } },
      ({ event }) => (event.data as { n: number }).n,
    );
    for (let n = 0; n < 3; n += 1) await sendQuietly('last', { n });
    start([last]);
    const runs = await ended('last', 3);
    expect(runs.map(({ state, output }) => [state, output])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
      ['completed', 2],
    ]);
  });

  test('leaves alone what its key is false for', async () => {
    const free = client.createFunction(
      {
        id: 'free',
        triggers: [{ event: 'free' }],
        singleton: { mode: 'skip', key: 'event.data.group' },
      },
      () => 1,
    );
    for (let n = 0; n < 3; n += 1) await sendQuietly('free', { group: false });
    start([free]);
    expect(await ended('free', 3)).toHaveLength(3);
  });

  test('is told of to a run that waits for another of it', async () => {
    const alone = client.createFunction(
      { id: 'alone', triggers: [{ event: 'alone' }], singleton: { mode: 'skip' } },
      async ({ step }) => step.sleep('a while', '1h'),
    );
    const asks = client.createFunction(
      { id: 'asks', retries: 0, triggers: [{ event: 'asks' }] },
      ({ step }) => step.invoke('alone', { function: alone }),
    );
    start([alone, asks]);
    await send('alone');
    await send('asks');
    const [run] = await ended('asks');
    expect(run).toMatchObject({
      state: 'failed',
      error: { message: 'The function did not start: one like it is not over yet.' },
    });
  });
});
