import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { restartBusinessRun } from '#db/business-runs.ts';
import { forSystem } from '#db/system.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { claim, ended, runsOf, send } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { wakeExecutor } from '#inngest/job-events.ts';

let database: TestDatabase;
let businessId: string;
beforeAll(async () => {
  database = await useOwnDatabase();
  businessId = (await createBusiness()).id;
});
afterEach(stopAll);
afterAll(() => database.drop());

const when = (event: string) => ({ triggers: [{ event }], retries: 0 as const });
const ask = (event: string) => send(event, {}, crypto.randomUUID(), businessId);

/** As a person does who presses "Retry" at the first run of the function. */
async function restart(functionId: string): Promise<boolean | null> {
  const [run] = await runsOf(functionId);
  return forSystem((tx) => restartBusinessRun(tx, businessId, run?.id ?? ''));
}

describe('a failed run that is taken up again', () => {
  test('has its whole time to end once more', async () => {
    const outcomes = [Promise.reject(new Error('on purpose')), Promise.resolve('well')];
    outcomes[0]?.catch(() => undefined);
    const timed = client.createFunction(
      { id: 'timed', ...when('timed.asked'), timeouts: { finish: '1h' } },
      () => outcomes.shift(),
    );
    const engine = start([timed]);
    await ask('timed.asked');
    expect(await ended('timed')).toMatchObject([{ state: 'failed' }]);
    await engine.stop();
    await forSystem((tx) =>
      tx.execute(sql`update job_runs set deadline_at = now() - interval '1 day'`),
    );
    expect(await restart('timed')).toBe(true);
    start([timed]);
    expect(await ended('timed')).toMatchObject([{ state: 'completed', output: 'well' }]);
  });

  test('tells its failure handler again when it fails again', async () => {
    const told: string[] = [];
    let tries = 0;
    const fragile = client.createFunction(
      {
        id: 'fragile',
        ...when('fragile.asked'),
        onFailure: ({ error }) => void told.push(error.message),
      },
      () => {
        tries += 1;
        throw new Error(`try ${tries.toString()}`);
      },
    );
    start([fragile]);
    await ask('fragile.asked');
    await ended('fragile-failure');
    expect(await restart('fragile')).toBe(true);
    wakeExecutor();
    await ended('fragile-failure', 2);
    expect(told).toEqual(['try 1', 'try 2']);
  });

  test('does not go beside a later one that has taken its place as the only one', async () => {
    const single = client.createFunction(
      { id: 'single', ...when('single.asked'), singleton: { mode: 'skip' } },
      () => Promise.reject(new Error('on purpose')),
    );
    const engine = start([single]);
    await ask('single.asked');
    await ended('single');
    await engine.stop();
    await ask('single.asked');
    await claim([single], 0);
    expect(await restart('single')).toBe(false);
    expect((await runsOf('single')).map(({ state }) => state)).toEqual(['failed', 'queued']);
  });
});
