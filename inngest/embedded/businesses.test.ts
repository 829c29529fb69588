import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { forSystem } from '#db/system.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { ended, runsOf, send } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { sql } from 'drizzle-orm';

let database: TestDatabase;
let ours: string;
let theirs: string;
beforeAll(async () => {
  database = await useOwnDatabase();
  ours = (await createBusiness()).id;
  theirs = (await createBusiness()).id;
});
afterEach(stopAll);
afterAll(() => database.drop());

const sendOf = (businessId: string | null, name: string, data = {}) =>
  send(name, data, crypto.randomUUID(), businessId);

async function waitsOpen(count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await forSystem((tx) =>
        tx.execute(sql`select from job_queue where kind = 'wait'`),
      );
      expect(rows).toHaveLength(count);
    },
    { timeout: 15_000, interval: 10 },
  );
}

describe('an event of another business', () => {
  test('ends no wait; one of the same business does, and one of none', async () => {
    const patient = client.createFunction(
      { id: 'patient', triggers: [{ event: 'patient.asked' }] },
      async ({ step }) => {
        const answer = await step.waitForEvent('answer', { event: 'answered', timeout: '1h' });
        return answer?.data as unknown;
      },
    );
    start([patient]);
    await sendOf(ours, 'patient.asked');
    await waitsOpen(1);
    await sendOf(theirs, 'answered', { from: 'theirs' });
    await sendOf(ours, 'answered', { from: 'ours' });
    expect(await ended('patient')).toMatchObject([{ output: { from: 'ours' } }]);
    await sendOf(ours, 'patient.asked');
    await waitsOpen(1);
    await sendOf(null, 'answered', { from: 'nobody' });
    expect((await ended('patient', 2))[1]).toMatchObject({ output: { from: 'nobody' } });
  });

  test('cancels no run', async () => {
    const long = client.createFunction(
      { id: 'long', triggers: [{ event: 'long.asked' }], cancelOn: [{ event: 'long.stopped' }] },
      async ({ step }) => step.sleep('long', '1h'),
    );
    start([long]);
    await sendOf(ours, 'long.asked');
    await sendOf(theirs, 'long.asked');
    await sendOf(theirs, 'long.stopped');
    await ended('long');
    const states = (await runsOf('long')).map(({ state }) => state);
    expect(states[1]).toBe('cancelled');
    expect(['queued', 'running']).toContain(states[0]);
  });
});
