import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { ended, queueLength, runsOf, send } from '#inngest/embedded/testing/run-functions.ts';
import {
  checkpointingClient,
  client as callingClient,
  start as startEngine,
  stopAll,
} from '#inngest/embedded/testing/start-engine.ts';

const when = (event: string) => ({ triggers: [{ event }] });

/** A promise that a test keeps others waiting on. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { opened: promise, open: () => resolve(undefined) };
}

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

/** Functions that are called anew after each step, and such that go on once it is kept. */
const ways = [
  { way: 'with a call for each step', client: callingClient },
  { way: 'with checkpoints', client: checkpointingClient },
];

describe.each(ways)('$way', ({ client }) => {
  const start: typeof startEngine = (functions, options) =>
    startEngine(functions, { client, ...options });
  beforeAll(() => forSystem((tx) => tx.execute(sql`delete from job_events`)));

  describe('an executor that is gone', () => {
    test('is followed by another once its lease is over, and only the step in flight is repeated', async () => {
      const done: string[] = [];
      const one = { started: gate(), held: gate() };
      const two = { started: gate(), held: gate() };
      const make = (name: string, { started, held }: typeof one) =>
        client.createFunction({ id: 'heir', ...when('heir.asked') }, async ({ step }) => {
          await step.run('first', () => done.push(`first by ${name}`));
          const by = await step.run('second', async () => {
            done.push(`second by ${name}`);
            started.open();
            await held.opened;
            return name;
          });
          return step.run('third', () => by);
        });
      const gone = start([make('one', one)], { leaseMs: 300 });
      await send('heir.asked');
      await one.started.opened;
      await gone.stop(0);
      start([make('two', two)]);
      await two.started.opened;
      // The first one comes back to life: it no longer holds the item, so its result counts nothing.
      one.held.open();
      await gone.stop();
      expect((await runsOf('heir'))[0]).toMatchObject({ state: 'running', steps: ['first'] });
      two.held.open();
      expect((await ended('heir'))[0]).toMatchObject({
        output: 'two',
        steps: ['first', 'second', 'third'],
      });
      expect(done).toEqual(['first by one', 'second by one', 'second by two']);
    });

    test('is known to be gone when its process was killed on this machine: no lease is waited for', async () => {
      await send('doomed.asked');
      const script = 'inngest/embedded/testing/doomed-process.ts';
      const child = spawn(
        process.execPath,
        [script, JSON.stringify(database.connection), String(client === checkpointingClient)],
        {
          stdio: 'ignore',
        },
      );
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      expect((await runsOf('doomed'))[0]).toMatchObject({ state: 'running', steps: ['before'] });
      const done: string[] = [];
      const doomed = client.createFunction(
        { id: 'doomed', ...when('doomed.asked') },
        async ({ step }) => {
          await step.run('before', () => done.push('before'));
          return step.run('during', () => done.push('during'));
        },
      );
      start([doomed], { leaseMs: 30_000 });
      expect((await ended('doomed'))[0]?.state).toBe('completed');
      expect(done).toEqual(['during']);
    });

    test('gives back what it holds when it is stopped between steps', async () => {
      const inFlight = gate();
      const hold = gate();
      const polite = client.createFunction(
        { id: 'polite', ...when('polite.asked') },
        async ({ step }) => {
          const first = await step.run('first', async () => {
            inFlight.open();
            await hold.opened;
            return 'first';
          });
          return step.run('second', () => `${first} and second`);
        },
      );
      const one = start([polite], { leaseMs: 30_000 });
      await send('polite.asked');
      await inFlight.opened;
      const stopped = one.stop();
      hold.open();
      await stopped;
      expect((await runsOf('polite'))[0]).toMatchObject({ state: 'running', steps: ['first'] });
      start([polite]);
      expect((await ended('polite'))[0]?.output).toBe('first and second');
    });
  });

  describe('work that ends its process every time', () => {
    test('is given up after ten of them, and its failure is told', async () => {
      let calls = 0;
      const told: string[] = [];
      const deadly = client.createFunction(
        {
          id: 'deadly',
          ...when('deadly.asked'),
          onFailure: ({ error }) => void told.push(error.message),
        },
        () => Promise.resolve('never'),
      );
      await send('deadly.asked');
      start([deadly], {
        leaseMs: 30,
        pollMs: 10,
        wrapCall: (call) => (asked) => {
          if (asked.functionId !== 'test-deadly') return call(asked);
          calls += 1;
          return Promise.reject(new Error('as if the process had ended'));
        },
      });
      await ended('deadly-failure');
      const sentence = 'The process ended 10 times while it carried this out.';
      expect((await runsOf('deadly'))[0]).toMatchObject({
        state: 'failed',
        error: { message: sentence },
      });
      expect(told).toEqual([sentence]);
      expect(calls).toBe(10);
    });
  });

  describe('executors that share a database', () => {
    test('never carry out one run at the same time, nor a step twice', async () => {
      const active = new Set<string>();
      const overlaps: string[] = [];
      const counts = new Map<string, number>();
      const shared = client.createFunction(
        { id: 'shared', ...when('shared.asked') },
        async ({ step, runId }) => {
          for (const name of ['a', 'b', 'c']) {
            await step.run(name, async () => {
              if (active.has(runId)) overlaps.push(runId);
              active.add(runId);
              await delay(1);
              active.delete(runId);
              const key = `${runId} ${name}`;
              counts.set(key, (counts.get(key) ?? 0) + 1);
            });
          }
        },
      );
      for (let i = 0; i < 60; i += 1) await send('shared.asked');
      start([shared], { parallel: 4 });
      start([shared], { parallel: 4 });
      start([shared], { parallel: 4 });
      await ended('shared', 60);
      expect(overlaps).toEqual([]);
      expect(counts.size).toBe(180);
      expect(Math.max(...counts.values())).toBe(1);
    });

    test('leave a step alone that takes longer than the lease, while its executor lives', async () => {
      let starts = 0;
      const slow = client.createFunction({ id: 'slow', ...when('slow.asked') }, ({ step }) =>
        step.run('slow', async () => {
          starts += 1;
          await delay(1_500);
          return 'done';
        }),
      );
      start([slow], { leaseMs: 400 });
      start([slow], { leaseMs: 400 });
      await send('slow.asked');
      expect((await ended('slow'))[0]?.output).toBe('done');
      expect(starts).toBe(1);
    });
  });

  describe('a database that goes away', () => {
    test('costs no run and no step: every result is written once it is back', async () => {
      const sturdy = client.createFunction(
        { id: 'sturdy', ...when('sturdy.asked') },
        async ({ step }) => {
          const a = await step.run('a', () => 1);
          const b = await step.run('b', () => a + 1);
          return step.run('c', () => b + 1);
        },
      );
      for (let i = 0; i < 40; i += 1) await send('sturdy.asked');
      const killer = await connect(database.superuser);
      start([sturdy], { leaseMs: 1_500 });
      for (let kills = 0; kills < 25; kills += 1) {
        await killer.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
         order by random() limit 2`,
        );
        await delay(10);
      }
      await killer.end();
      const runs = await ended('sturdy', 40);
      expect(new Set(runs.map(({ output }) => output))).toEqual(new Set([3]));
      expect(runs.every(({ steps }) => steps.join('') === 'abc')).toBe(true);
      expect(await queueLength()).toBe(0);
    });
  });
});
