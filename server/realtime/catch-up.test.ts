import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import type { BusinessTx } from '#db/business.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { catchUp } from '#server/realtime/catch-up.ts';
import { parseCursor } from '#server/realtime/cursor.ts';
import { publishRealtime } from '#server/realtime/publish.ts';
import { changesLimit, readChanges } from '#server/realtime/read-changes.ts';
import { commitChange, messageCreated } from '#tests/realtime/events.ts';

let businessId: string;
const since = (cursor: string | null) => forBusiness(businessId, (tx) => catchUp(tx, cursor));
const idsOf = (changes: { ids: object }[]) => changes.map(({ ids }) => ids);

/** A transaction that has recorded its event and waits to be told to commit. */
async function openTransaction() {
  const event = messageCreated();
  const recorded = Promise.withResolvers<undefined>();
  const mayCommit = Promise.withResolvers<undefined>();
  const committed = forBusiness(businessId, async (tx: BusinessTx) => {
    await publishRealtime(tx, businessId, event);
    recorded.resolve(undefined);
    await mayCommit.promise;
  });
  await recorded.promise;
  const commit = async () => {
    mayCommit.resolve(undefined);
    await committed;
  };
  return { event, commit };
}

describe('catching up', () => {
  beforeEach(async () => {
    businessId = (await createBusiness()).id;
  });

  test('tells what has committed since, and nothing new once it was told', async () => {
    const { cursor } = await since(null);
    const event = await commitChange(businessId);
    const first = await since(cursor);
    expect(first).toMatchObject({ changes: [event], resync: false });
    // Another transaction still running on the server allows a repetition.
    const told = first.changes.map(({ id }) => id);
    const again = await since(first.cursor);
    expect(again.changes.filter(({ id }) => !told.includes(id))).toEqual([]);
  });

  test('misses nothing when a transaction that began earlier commits later', async () => {
    const early = await openTransaction();
    const late = await openTransaction();
    await late.commit();
    const between = await since((await since(null)).cursor);
    const seen = await since(between.cursor);
    await early.commit();
    const after = await since(seen.cursor);
    expect(idsOf([...between.changes, ...seen.changes])).toContainEqual(late.event.ids);
    expect(idsOf(after.changes)).toContainEqual(early.event.ids);
  });

  test('a reader that keeps the snapshot meets each change exactly once, in any order of commits', async () => {
    const read = (snapshot: string) =>
      forBusiness(businessId, (tx) => readChanges(tx, { snapshot }));
    let { snapshot } = await forBusiness(businessId, (tx) => readChanges(tx, null));
    const open = await Promise.all(Array.from({ length: 6 }, openTransaction));
    const seen: object[] = [];
    for (const index of [3, 0, 5, 1, 4, 2]) {
      await open[index]?.commit();
      const reading = await read(snapshot);
      expect(reading.changes).toHaveLength(1);
      seen.push(...idsOf(reading.changes));
      snapshot = reading.snapshot;
    }
    expect(seen).toEqual([3, 0, 5, 1, 4, 2].map((index) => open[index]?.event.ids));
  });

  test('a transaction that was rolled back changed nothing', async () => {
    const { cursor } = await since(null);
    const rolledBack = forBusiness(businessId, async (tx) => {
      await publishRealtime(tx, businessId, messageCreated());
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect((await since(cursor)).changes).toEqual([]);
  });

  test('a browser without a cursor hears the last two minutes, and nothing older', async () => {
    const own = await createBusiness();
    await commitChange(own.id);
    await forBusiness(own.id, (tx) =>
      tx.execute(sql`update realtime_events set id = uuidv7(interval '-3 minutes')`),
    );
    const event = await commitChange(own.id);
    const { changes } = await forBusiness(own.id, (tx) => catchUp(tx, null));
    expect(idsOf(changes)).toEqual([event.ids]);
  });

  test.each(['nonsense', '9000000000000000000-1900000000'])(
    'a cursor of another database means starting afresh: %s',
    async (cursor) => {
      expect(await since(cursor)).toMatchObject({ changes: [], resync: true });
    },
  );

  test('a cursor from yesterday means starting afresh, for the log may have forgotten', async () => {
    const { cursor } = await since(null);
    const { transaction, madeAt } = parseCursor(cursor) ?? { transaction: 0n, madeAt: 0 };
    const hours = (count: number) => `${transaction}-${madeAt - count * 3600}`;
    expect((await since(hours(22))).resync).toBe(false);
    const afresh = await since(hours(24));
    expect(afresh.resync).toBe(true);
    expect((await since(afresh.cursor)).resync).toBe(false);
  });

  test('more changes than are worth following mean starting afresh', async () => {
    const own = await createBusiness();
    const read = (cursor: string | null) => forBusiness(own.id, (tx) => catchUp(tx, cursor));
    const { cursor } = await read(null);
    await forBusiness(own.id, (tx) =>
      tx.execute(sql`insert into realtime_events (business_id, name, ids)
        select ${own.id}, 'business.updated', '{}' from generate_series(1, ${changesLimit + 1})`),
    );
    expect(await read(cursor)).toMatchObject({ changes: [], resync: true });
  });

  test('another business sees nothing of it', async () => {
    const other = await createBusiness();
    const { cursor } = await since(null);
    await commitChange(businessId);
    const { changes } = await forBusiness(other.id, (tx) => catchUp(tx, cursor));
    expect(changes).toEqual([]);
  });

  test('the log is read by its index, also as the role that is held to one business', async () => {
    await forBusiness(businessId, async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      const { rows } = await tx.execute<{ 'QUERY PLAN': string }>(sql`explain select id
        from realtime_events where transaction >= 5::bigint
          and not pg_visible_in_snapshot(transaction::text::xid8, '5:5:'::pg_snapshot)`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index Cond: .*business_id.*transaction >= /);
    });
  });
});
