import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelRuns } from '#db/cancel-runs.ts';
import { forSystem } from '#db/system.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { claim, runsOf, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { client } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

const asked = client.createFunction({ id: 'asked', triggers: [{ event: 'asked' }] }, () => 1);

test('a run that is being cancelled is passed over, so that neither waits for the other', async () => {
  await sendQuietly('asked');
  await claim([asked], 0);
  const [run] = await runsOf('asked');
  const ids = [run?.id ?? ''];
  await forSystem(async (tx) => {
    await tx.execute(sql`select from job_runs where id = ${ids[0]} for update`);
    expect((await claim([asked])).items).toEqual([]);
    expect(await cancelRuns(tx, { ids, reason: 'nobody needs it' })).toBe(1);
  });
  expect((await claim([asked])).items).toEqual([]);
  expect(await runsOf('asked')).toMatchObject([{ state: 'cancelled' }]);
});
