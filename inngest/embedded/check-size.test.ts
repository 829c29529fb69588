import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { tooLarge } from '#inngest/embedded/check-size.ts';
import { ended, send } from '#inngest/embedded/testing/run-functions.ts';
import {
  checkpointingClient,
  client as callingClient,
  start,
  stopAll,
} from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

const megabytes = (size: number) => 'x'.repeat(size * 1024 * 1024);
const step = (name: string, result: unknown) => ({ hash: name, name, result });

describe('a run keeps', () => {
  test('as many steps as a server does, and no more', () => {
    const kept = Array.from({ length: 999 }, (_, n) => step(n.toString(), null));
    const one = step('one', null);
    expect(tooLarge(kept, [one])).toBeUndefined();
    expect(tooLarge(kept, [one, one])?.message).toMatch(/more than 1,000 steps/);
  });

  test('as much as a server does, and no more', () => {
    const kept = Array.from({ length: 10 }, (_, n) => step(n.toString(), { data: megabytes(3) }));
    expect(tooLarge(kept, [step('small', { data: megabytes(1) })])).toBeUndefined();
    expect(tooLarge(kept, [step('large', { data: megabytes(3) })])?.message).toMatch(
      /more than 32 MB together/,
    );
  });
});

test.each([
  ['goes on', checkpointingClient],
  ['is called anew', callingClient],
])('a run whose step gives too much fails with a sentence, where it %s', async (how, client) => {
  const id = how.replaceAll(' ', '-');
  const large = client.createFunction({ id, triggers: [{ event: id }] }, async ({ step: run }) => {
    await run.run('small', () => 1);
    await run.run('large', () => megabytes(5)).catch(() => undefined);
    await run.run('after', () => 2);
  });
  start([large], { client });
  await send(id);
  const [run] = await ended(id);
  expect(run).toMatchObject({ state: 'failed', steps: ['small'] });
  expect(run?.error?.message).toBe(
    'The step "large" gave more than 4 MB, which no job server keeps.',
  );
});

test('of steps side by side none may give too much either', async () => {
  const wide = callingClient.createFunction(
    { id: 'wide', triggers: [{ event: 'wide' }] },
    ({ step: run }) =>
      Promise.all([run.run('small', () => 1), run.run('large', () => megabytes(5))]),
  );
  start([wide]);
  await send('wide');
  expect((await ended('wide'))[0]?.error).toMatchObject({ name: 'RunTooLarge' });
});
