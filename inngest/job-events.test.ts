import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { forBusiness } from '#db/business.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { superuserConnection } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { insertJobEvent } from '#inngest/job-events.ts';

let one: string;
let other: string;

beforeAll(async () => {
  const client = await connect(superuserConnection());
  const { rows } = await client.query<{ id: string }>(
    `insert into businesses (name) values ('One'), ('Other') returning id`,
  );
  await client.end();
  [one = '', other = ''] = rows.map((row) => row.id);
});

const queued = (businessId: string, key?: string) => ({
  name: 'message.queued' as const,
  data: { businessId, messageId: randomUUID() },
  ...(key === undefined ? {} : { key }),
});

const eventsOf = (businessId: string) =>
  forBusiness(businessId, (tx) => tx.select().from(jobEvents));

describe('a job event', () => {
  test('is gone with the transaction that recorded it', async () => {
    const before = (await eventsOf(one)).length;
    const attempt = forBusiness(one, async (tx) => {
      await insertJobEvent(tx, queued(one));
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await eventsOf(one)).toHaveLength(before);
  });

  test('can be recorded by its own business only, and seen by nobody else', async () => {
    await forBusiness(one, (tx) => insertJobEvent(tx, queued(one)));
    expect((await eventsOf(one)).length).toBeGreaterThan(0);
    expect(await eventsOf(other)).toEqual([]);
    const forged = forBusiness(other, (tx) => insertJobEvent(tx, queued(one)));
    await expect(forged).rejects.toMatchObject({ cause: { code: '42501' } });
    const systemWide = forBusiness(one, (tx) =>
      insertJobEvent(tx, { name: 'webhook.received', data: { deliveryIds: [randomUUID()] } }),
    );
    await expect(systemWide).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test('cannot be changed or removed by a business', async () => {
    await forBusiness(one, (tx) => insertJobEvent(tx, queued(one)));
    const before = await eventsOf(one);
    await forBusiness(one, (tx) => tx.update(jobEvents).set({ name: 'forged' }));
    await forBusiness(one, (tx) => tx.delete(jobEvents));
    expect(await eventsOf(one)).toEqual(before);
  });

  test('with the same key is one event in a business, and another in another business', async () => {
    const key = randomUUID();
    for (const business of [one, one, other]) {
      await forBusiness(business, (tx) => insertJobEvent(tx, queued(business, key)));
    }
    const rows = await forSystem((tx) =>
      tx
        .select({ businessId: jobEvents.businessId })
        .from(jobEvents)
        .where(sql`key = ${key}`),
    );
    expect(rows.map((row) => row.businessId).sort()).toEqual([one, other].sort());
  });

  test('that belongs to no business is recorded by the system, once per key', async () => {
    const key = randomUUID();
    const event = { name: 'webhook.received' as const, data: { deliveryIds: [randomUUID()] }, key };
    await forSystem((tx) => insertJobEvent(tx, event));
    await forSystem((tx) => insertJobEvent(tx, event));
    const rows = await forSystem((tx) =>
      tx
        .select()
        .from(jobEvents)
        .where(sql`key = ${key}`),
    );
    expect(rows).toMatchObject([{ businessId: null, data: event.data }]);
  });

  test('is refused when its data is not what its name says', async () => {
    const wrong = {
      name: 'message.queued' as const,
      data: { businessId: one, messageId: 'no id' },
    };
    await expect(forBusiness(one, (tx) => insertJobEvent(tx, wrong))).rejects.toThrow('messageId');
  });
});
