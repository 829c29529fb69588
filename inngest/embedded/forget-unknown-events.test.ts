import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { measureWork } from '#db/measures.ts';
import { forSystem } from '#db/system.ts';
import { forgetUnknownEvents } from '#inngest/embedded/forget-unknown-events.ts';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import { sendEarlier } from '#inngest/embedded/testing/run-functions.ts';
import { client } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
beforeEach(async () => {
  await forSystem((tx) => tx.execute(sql`delete from job_events`));
  await sendEarlier(8 * dayMs, 'known.asked');
  await sendEarlier(8 * dayMs, 'unknown.asked');
  await sendEarlier(6 * dayMs, 'unknown.asked.lately');
  await sendEarlier(8 * dayMs, 'gone.invoked');
  await forSystem((tx) =>
    tx.execute(sql`update job_events set function_id = 'test-gone' where name = 'gone.invoked'`),
  );
});
afterAll(() => database.drop());

const dayMs = 86_400_000;
const known = client.createFunction({ id: 'known', triggers: [{ event: 'known.asked' }] }, () => 1);

async function namesWaiting(): Promise<string[]> {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ name: string }>(
      sql`select name from job_events where dispatched_at is null order by name`,
    ),
  );
  return rows.map(({ name }) => name);
}

test('an event that nobody has known for a week waits no more; a known and a recent one do', async () => {
  const functions = readFunctions('test', [known]);
  await forgetUnknownEvents(functions, { areOthersForwarded: false });
  expect(await namesWaiting()).toEqual(['known.asked', 'unknown.asked.lately']);
  expect((await measureWork()).eventsWaiting).toBe(2);
});

test('what is still to be sent to an Inngest server waits for as long as it takes', async () => {
  await forgetUnknownEvents([], { areOthersForwarded: true });
  expect(await namesWaiting()).toEqual(['known.asked', 'unknown.asked', 'unknown.asked.lately']);
});
