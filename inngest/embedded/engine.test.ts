import { setTimeout as delay } from 'node:timers/promises';
import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import {
  ended,
  queueLength,
  runsOf,
  send,
  sendQuietly,
} from '#inngest/embedded/testing/run-functions.ts';
import {
  checkpointingClient,
  client,
  start,
  stopAll,
} from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

const when = (event: string) => ({ triggers: [{ event }] });

describe('a run', () => {
  test('carries out its steps in order, each once, and keeps what the function returns', async () => {
    const done: string[] = [];
    const sum = client.createFunction(
      { id: 'sum', ...when('sum.asked') },
      async ({ event, step }) => {
        const a = await step.run('first', () => {
          done.push('first');
          return (event.data as { start: number }).start;
        });
        const b = await step.run('second', () => {
          done.push('second');
          return a + 1;
        });
        return { total: a + b };
      },
    );
    start([sum]);
    await send('sum.asked', { start: 20 });
    const [run] = await ended('sum');
    expect(run).toMatchObject({
      state: 'completed',
      output: { total: 41 },
      steps: ['first', 'second'],
    });
    expect(done).toEqual(['first', 'second']);
    expect(await queueLength()).toBe(0);
  });

  test('gives the function exactly what the event carried, odd characters and key order too', async () => {
    const data = {
      zebra: 1,
      10: 'ten',
      apple: [null, 1e21, 'nul \u0000 and 😀'],
      nested: { b: 1, a: 2 },
    };
    const echo = client.createFunction(
      { id: 'echo', ...when('echo.asked') },
      async ({ event, step }) => step.run('copy', () => event.data as unknown),
    );
    start([echo]);
    await send('echo.asked', data);
    expect((await ended('echo'))[0]?.output).toEqual(data);
  });

  test('starts every function that its event names, and no other', async () => {
    const make = (id: string, event: string) =>
      client.createFunction({ id, ...when(event) }, () => Promise.resolve(id));
    start([make('one', 'both.asked'), make('two', 'both.asked'), make('three', 'other.asked')]);
    await send('both.asked');
    expect((await ended('one'))[0]?.output).toBe('one');
    expect((await ended('two'))[0]?.output).toBe('two');
    expect(await runsOf('three')).toEqual([]);
  });

  test('of events recorded together begins in their order', async () => {
    const order: number[] = [];
    const row = client.createFunction({ id: 'row', ...when('row.asked') }, ({ event }) => {
      order.push((event.data as { n: number }).n);
    });
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    for (const n of numbers) await send('row.asked', { n });
    start([row], { parallel: 1 });
    await ended('row', 50);
    expect(order).toEqual(numbers);
  });

  test('starts soon after an event that another process recorded', async () => {
    const far = client.createFunction({ id: 'far', ...when('far.asked') }, () =>
      Promise.resolve(1),
    );
    start([far], { pollMs: 100 });
    await send('far.asked');
    await ended('far');
    await sendQuietly('far.asked');
    expect(await ended('far', 2)).toHaveLength(2);
  });

  test('of two events with the same key only one is carried out', async () => {
    const once = client.createFunction({ id: 'once', ...when('once.asked') }, () =>
      Promise.resolve(1),
    );
    await send('once.asked', {}, 'the same');
    await send('once.asked', {}, 'the same');
    await send('once.asked', {}, 'another');
    start([once]);
    expect(await ended('once', 2)).toHaveLength(2);
  });

  test('leaves an event that none of its functions knows to a process that has one', async () => {
    const known = client.createFunction({ id: 'known', ...when('known.asked') }, () =>
      Promise.resolve(1),
    );
    const late = client.createFunction({ id: 'late', ...when('late.asked') }, () =>
      Promise.resolve(2),
    );
    start([known]);
    await send('late.asked');
    await send('known.asked');
    await ended('known');
    await stopAll();
    start([late]);
    expect((await ended('late'))[0]?.output).toBe(2);
  });

  test('sleeps without holding anything, then goes on', async () => {
    const nap = client.createFunction({ id: 'nap', ...when('nap.asked') }, async ({ step }) => {
      const before = await step.run('before', () => Date.now());
      await step.sleep('a while', '1s');
      const after = await step.run('after', () => Date.now());
      return after - before;
    });
    start([nap], { parallel: 1, pollMs: 60_000 });
    await send('nap.asked');
    const [run] = await ended('nap');
    expect(run?.steps).toEqual(['before', 'a while', 'after']);
    expect(Number(run?.output)).toBeGreaterThanOrEqual(990);
    expect(Number(run?.output)).toBeLessThan(1_900);
  });

  test('runs steps side by side once each and joins them', async () => {
    const counts = new Map<string, number>();
    const fan = client.createFunction({ id: 'fan', ...when('fan.asked') }, async ({ step }) => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const parts = await Promise.all([
        ...names.map((name) =>
          step.run(name, () => {
            counts.set(name, (counts.get(name) ?? 0) + 1);
            return name;
          }),
        ),
        step.sleep('z', '1s').then(() => 'z'),
      ]);
      return step.run('join', () => parts.join(''));
    });
    start([fan]);
    for (let i = 0; i < 10; i += 1) await send('fan.asked');
    const runs = await ended('fan', 10);
    for (const run of runs) {
      expect(run.output).toBe('abcdez');
      expect([...run.steps].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'join', 'z']);
    }
    expect([...counts.values()]).toEqual([10, 10, 10, 10, 10]);
  });
});

describe('failure', () => {
  test('tries a failed step again and keeps the steps before it', async () => {
    const done: string[] = [];
    const shaky = client.createFunction(
      { id: 'shaky', retries: 3, ...when('shaky.asked') },
      async ({ step, attempt }) => {
        await step.run('firm', () => done.push('firm'));
        return step.run('shaky', () => {
          done.push(`shaky ${attempt.toString()}`);
          if (attempt < 2) throw new Error('not yet');
          return 'at last';
        });
      },
    );
    start([shaky]);
    await send('shaky.asked');
    expect((await ended('shaky'))[0]).toMatchObject({ state: 'completed', output: 'at last' });
    expect(done).toEqual(['firm', 'shaky 0', 'shaky 1', 'shaky 2']);
  });

  test('gives up after the last attempt and says why', async () => {
    let tries = 0;
    const hopeless = client.createFunction(
      { id: 'hopeless', retries: 2, ...when('hopeless.asked') },
      () => {
        tries += 1;
        throw new Error('the line is dead');
      },
    );
    start([hopeless]);
    await send('hopeless.asked');
    const [run] = await ended('hopeless');
    expect(run).toMatchObject({ state: 'failed', error: { message: 'the line is dead' } });
    expect(tries).toBe(3);
    expect(await queueLength()).toBe(0);
  });

  test('lets the function catch a step that has used up its attempts', async () => {
    const careful = client.createFunction(
      { id: 'careful', retries: 1, ...when('careful.asked') },
      async ({ step }) => {
        try {
          await step.run('fails', () => {
            throw new Error('no');
          });
        } catch {
          return step.run('instead', () => 'something else');
        }
        return 'unreachable';
      },
    );
    start([careful]);
    await send('careful.asked');
    expect((await ended('careful'))[0]).toMatchObject({
      state: 'completed',
      output: 'something else',
    });
  });

  test('does not try again what is said to be final', async () => {
    let tries = 0;
    const final = client.createFunction(
      { id: 'final', retries: 5, ...when('final.asked') },
      ({ step }) =>
        step.run('only', () => {
          tries += 1;
          throw new NonRetriableError('never');
        }),
    );
    start([final]);
    await send('final.asked');
    expect((await ended('final'))[0]?.state).toBe('failed');
    expect(tries).toBe(1);
  });

  test('waits as long as the function asks before it tries again', async () => {
    const tries: number[] = [];
    const patient = client.createFunction(
      { id: 'patient', retries: 1, ...when('patient.asked') },
      () => {
        tries.push(Date.now());
        if (tries.length === 1) throw new RetryAfterError('busy', 1_000);
        return Promise.resolve('done');
      },
    );
    start([patient], { pollMs: 60_000 });
    await send('patient.asked');
    expect((await ended('patient'))[0]?.output).toBe('done');
    const [first = 0, second = 0] = tries;
    expect(second - first).toBeGreaterThanOrEqual(990);
  });

  test('whose call does not end is given up after a while and tried again, in the same process too', async () => {
    const calls: (() => void)[] = [];
    const stuck = client.createFunction({ id: 'stuck', ...when('stuck.asked') }, () => {
      if (calls.length > 0) return 'second';
      return new Promise((resolve) =>
        calls.push(() => {
          resolve('first');
        }),
      );
    });
    start([stuck], { leaseMs: 300, longestStepMs: 600, parallel: 1 });
    await send('stuck.asked');
    expect(await ended('stuck')).toMatchObject([{ state: 'completed', output: 'second' }]);
    calls[0]?.();
    await stopAll();
    expect(await runsOf('stuck')).toMatchObject([{ state: 'completed', output: 'second' }]);
  });

  test('is not what becomes of a run that goes on step by step, however long', async () => {
    let calls = 0;
    const steady = checkpointingClient.createFunction(
      { id: 'steady', ...when('steady.asked') },
      async ({ step }) => {
        calls += 1;
        for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
          await step.run(name, () => delay(300));
        }
      },
    );
    start([steady], { client: checkpointingClient, leaseMs: 300, longestStepMs: 1_500 });
    await send('steady.asked');
    expect(await ended('steady')).toMatchObject([{ state: 'completed' }]);
    expect(calls).toBe(1);
  });

  test('starts the failure handler of a function, once, with the error', async () => {
    const seen: unknown[] = [];
    const fragile = client.createFunction(
      {
        id: 'fragile',
        retries: 0,
        ...when('fragile.asked'),
        onFailure: ({ event, error }) => {
          seen.push([event.data.event.data, error.message]);
        },
      },
      () => {
        throw new Error('broken');
      },
    );
    const other = client.createFunction(
      { id: 'other', retries: 0, ...when('fragile.asked'), onFailure: () => seen.push('other') },
      () => Promise.resolve('fine'),
    );
    start([fragile, other]);
    await send('fragile.asked', { n: 1 });
    expect((await ended('fragile-failure'))[0]?.state).toBe('completed');
    expect(seen).toEqual([[{ n: 1 }, 'broken']]);
  });
});
