import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { claim, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { client } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

const known = client.createFunction({ id: 'known', triggers: [{ event: 'known.asked' }] }, () => 1);

test('while another process dispatches, what is due is taken all the same, and the events soon after', async () => {
  await sendQuietly('known.asked');
  await claim([known], 0);
  await sendQuietly('known.asked');
  await forSystem(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('frontdesk.job_dispatch'))`);
    const { items, nextDueMs } = await claim([known]);
    expect(items).toHaveLength(1);
    expect(nextDueMs).toBeLessThan(1_000);
  });
  expect((await claim([known])).items).toHaveLength(1);
});

test('an event that no function knows makes no process wait for its turn to dispatch', async () => {
  await sendQuietly('unknown.asked');
  await forSystem(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('frontdesk.job_dispatch'))`);
    expect((await claim([known])).items).toEqual([]);
  });
  await sendQuietly('known.asked');
  expect((await claim([known])).items).toHaveLength(1);
});
