import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { CallFunction } from '#inngest/embedded/call-function.ts';
import type { StepResult } from '#inngest/embedded/call-outcome.ts';
import { embeddedFetch } from '#inngest/embedded/client-fetch.ts';
import { whileOpen } from '#inngest/embedded/open-calls.ts';
import { ended, queueLength, runsOf, send } from '#inngest/embedded/testing/run-functions.ts';
import {
  checkpointingClient as client,
  start as startEngine,
  stopAll,
} from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

const when = (event: string) => ({ triggers: [{ event }] });
const start: typeof startEngine = (functions, options) =>
  startEngine(functions, { client, ...options });

/** How often a function of five steps is entered, and what is kept of it. */
async function entriesOf(
  id: string,
  checkpointing: false | { bufferedSteps?: number; maxRuntime?: number },
) {
  let entries = 0;
  const five = client.createFunction(
    { id, checkpointing, ...when(`${id}.asked`) },
    async ({ step }) => {
      entries += 1;
      for (const name of ['a', 'b', 'c', 'd', 'e']) await step.run(name, () => delay(5, name));
      return 'over';
    },
  );
  start([five]);
  await send(`${id}.asked`);
  const [run] = await ended(id);
  expect(run).toMatchObject({ state: 'completed', output: 'over' });
  expect(run?.steps.join('')).toBe('abcde');
  expect(await queueLength()).toBe(0);
  return entries;
}

describe('a function', () => {
  test('goes on after each step without being entered anew', async () => {
    expect(await entriesOf('onward', {})).toBe(1);
  });

  test('that asks for it is entered anew after each step', async () => {
    expect(await entriesOf('anew', false)).toBe(6);
  });

  test('may have several steps kept at once, the last ones with its end', async () => {
    expect(await entriesOf('gathered', { bufferedSteps: 2 })).toBe(1);
    expect(await entriesOf('together', { bufferedSteps: 10 })).toBe(1);
  });

  test('may be called anew after some time', async () => {
    expect(await entriesOf('timed', { maxRuntime: 1 })).toBeGreaterThan(1);
  });
});

describe('a step kept while its function goes on', () => {
  test('leaves the next one all its attempts and all its deaths', async () => {
    const attempts: string[] = [];
    const names = Array.from({ length: 12 }, (_, n) => `step ${n.toString()}`);
    const mortal = client.createFunction(
      { id: 'mortal', retries: 1, ...when('mortal.asked') },
      async ({ step, attempt }) => {
        for (const name of names) {
          await step.run(name, () => {
            attempts.push(`${name} ${attempt.toString()}`);
            if (attempt === 0 && name === 'step 3') throw new Error('once more');
          });
        }
      },
    );
    start([mortal], { leaseMs: 60, pollMs: 10, wrapCall: endAfterEachStep });
    await send('mortal.asked');
    expect((await ended('mortal'))[0]).toMatchObject({ state: 'completed', steps: names });
    const expected = names.map((name) => `${name} 0`);
    expect(attempts).toEqual(expected.toSpliced(4, 0, 'step 3 1'));
  });

  test('is refused once the run is cancelled, and no other begins', async () => {
    const done: string[] = [];
    const halted = client.createFunction(
      { id: 'halted', ...when('halted.asked'), cancelOn: [{ event: 'halt' }] },
      async ({ step }) => {
        await step.run('first', () => done.push('first'));
        await step.run('second', async () => {
          done.push('second');
          await send('halt');
          await ended('halted');
        });
        await step.run('third', () => done.push('third'));
      },
    );
    const executor = start([halted]);
    await send('halted.asked');
    await ended('halted');
    await executor.stop();
    expect((await runsOf('halted'))[0]).toMatchObject({ state: 'cancelled', steps: ['first'] });
    expect(done).toEqual(['first', 'second']);
  });
});

/** As a process that ends whenever a step was kept. */
const endAfterEachStep: (call: CallFunction) => CallFunction = (call) => (asked) =>
  new Promise((resolve, reject) => {
    const keep = async (...done: Parameters<NonNullable<typeof asked.checkpoint>['keep']>) => {
      await asked.checkpoint?.keep(...done);
      reject(new Error('as if the process had ended'));
      return new Promise<boolean>(() => undefined);
    };
    const checkpoint = asked.checkpoint && { ...asked.checkpoint, keep };
    call({ ...asked, checkpoint }).then(resolve, reject);
  });

describe('what a call tells on its way', () => {
  const post = (ticket: string, steps: unknown) =>
    embeddedFetch((_, data) => data)('https://api.inngest.com/v1/checkpoint/run/async', {
      method: 'POST',
      body: JSON.stringify({ qi_id: ticket, steps }),
    });
  const step = { id: 'a1', op: 'StepRun', displayName: 'a', data: 1 };

  test('is kept only while the call is under way', async () => {
    const kept: StepResult[] = [];
    const status = await whileOpen(
      'ours',
      (steps) => Promise.resolve(kept.push(...steps) > 0),
      async () => [(await post('ours', [step])).status, (await post('other', [step])).status],
    );
    expect(status).toEqual([200, 409]);
    expect((await post('ours', [step])).status).toBe(409);
    expect(kept).toEqual([{ hash: 'a1', name: 'a', result: { data: 1 } }]);
  });

  test.each([
    ['a step that failed', [{ ...step, op: 'StepFailed' }]],
    ['what cannot be done here', [step, { id: 'x', op: 'DeferAdd', displayName: 'later' }]],
  ])('ends the call when it holds %s', async (_, steps) => {
    const told: unknown[] = [];
    await whileOpen(
      'ours',
      (__, instead) => Promise.resolve(told.push(instead) === 0),
      async () => expect((await post('ours', steps)).status).toBe(409),
    );
    expect(told).toMatchObject([{ kind: 'failed' }]);
  });

  test('is refused when it is not from the SDK', async () => {
    await whileOpen(
      'ours',
      () => Promise.resolve(true),
      async () => expect((await post('ours', 'odd')).status).toBe(409),
    );
  });
});
