import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect } from '#db/connect.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { claim, ended, send, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
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

test('a condition that this version cannot read ends its own wait with an error, and no other', async () => {
  const patient = client.createFunction(
    { id: 'patient', retries: 0, triggers: [{ event: 'patient.asked' }] },
    async ({ step }) => {
      const options = { event: 'answered', timeout: '1h', if: 'async.data.n == 1' };
      const answer = await step.waitForEvent('answer', options);
      return answer?.name;
    },
  );
  start([patient]);
  for (let n = 0; n < 2; n += 1) await send('patient.asked');
  await vi.waitFor(
    async () => {
      const { rowCount } = await forSystem((tx) =>
        tx.execute(sql`
          update job_queue set awaited_if = 'async.data.n ~ 1' where id in (
            select id from job_queue where kind = 'wait' and awaited_if = 'async.data.n == 1'
            order by run_id limit 1
          ) and (select count(*) from job_queue where kind = 'wait') = 2`),
      );
      expect(rowCount).toBe(1);
    },
    { timeout: 15_000, interval: 10 },
  );
  await send('answered', { n: 1 });
  const runs = await ended('patient', 2);
  expect(runs).toMatchObject([{ state: 'failed' }, { state: 'completed', output: 'answered' }]);
  expect(runs[0]?.error).toMatchObject({ name: 'ExpressionError' });
});

test('a failure to act on new events is undone, and what is due is taken all the same', async () => {
  const admin = await connect(database.superuser);
  await sendQuietly('known.asked');
  await claim([known], 0);
  await admin.query(`alter table job_runs add constraint broken check (false) not valid`);
  await sendQuietly('known.asked');
  expect((await claim([known], 0)).items).toEqual([]);
  await admin.query(`alter table job_runs drop constraint broken`);
  expect((await claim([known])).items).toHaveLength(2);
  await admin.end();
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

test('work that is put off is not taken, while other work is; it is when it no longer has to wait', async () => {
  const later = client.createFunction(
    { id: 'later', triggers: [{ event: 'later.asked' }] },
    () => 1,
  );
  await sendQuietly('later.asked');
  await sendQuietly('known.asked');
  const functionIds = async (putOff: string[]) =>
    (await claim([known, later], undefined, putOff)).items.map(({ functionId }) => functionId);
  expect(await functionIds(['later.asked'])).toEqual(['test-known']);
  expect(await functionIds([])).toEqual(['test-later']);
});
