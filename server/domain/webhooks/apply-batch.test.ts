import { eq } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setDatabaseConnection } from '#db/connection.ts';
import { channels } from '#db/schema/channels.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { applyBatch } from '#server/domain/webhooks/apply-batch.ts';
import type { BatchLimits } from '#server/domain/webhooks/apply-batch.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import {
  applyPorts,
  change,
  envelope,
  inBusinessOf,
  message,
  ours,
  prepareChannels,
  receive,
  textsOf,
} from '#tests/setup/webhooks.ts';

/** So soon a connection ends here that says nothing in its transaction. */
const idleMs = 1_000;
const [priya, ravi, lena] = ['919820066001', '919820066002', '919820066003'];

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await useOwnDatabase();
  setDatabaseConnection({ ...database.connection, idle_in_transaction_session_timeout: idleMs });
  admin = new Client(database.superuser);
  await admin.connect();
  await prepareChannels();
});
beforeEach(() => forSystem((tx) => tx.delete(webhookDeliveries)));
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const from = (...people: string[]) => {
  const messages = people.map((person) => message({ from: person }));
  return receive(envelope(change(ours, { messages })));
};
const within = (limits: Partial<BatchLimits>) => ({ ...applyPorts, limits });
const done = { applied: 1, kept: 0 };
const left = { isLeft: true };

async function states(): Promise<Record<string, string>> {
  const rows = await forSystem((tx) => tx.select().from(webhookDeliveries));
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}

async function sizeOf(id: string): Promise<number> {
  const rows = await forSystem((tx) => tx.select().from(webhookDeliveries));
  return Buffer.byteLength(rows.find((row) => row.id === id)?.body ?? '');
}

describe('a batch reads no more at once than there is room for', () => {
  test('the oldest first, and at least one, however large', async () => {
    const ids = [await from(priya), await from(ravi), await from(lena)];
    const [first = '', second = '', third = ''] = ids;
    const room = (await sizeOf(first)) + (await sizeOf(second));
    expect(await applyBatch(within({ bytes: room }), [])).toEqual(
      new Map<string, unknown>([
        [first, done],
        [second, done],
        [third, left],
      ]),
    );
    expect(await states()).toEqual({ [first]: 'applied', [second]: 'applied', [third]: 'pending' });
    expect(await applyBatch(within({ bytes: 1 }), [])).toEqual(new Map([[third, done]]));
  });

  test('what is wanted before what is older, which may fail each time', async () => {
    const [older, wanted] = [await from(priya), await from(ravi)];
    const outcomes = await applyBatch(within({ bytes: 1 }), [wanted]);
    expect(outcomes).toEqual(
      new Map<string, unknown>([
        [wanted, done],
        [older, left],
      ]),
    );
  });
});

describe('a batch that has lasted long enough', () => {
  const late = within({ beginForMs: 0 });

  test('begins nothing more except for the oldest delivery, and marks only what is done', async () => {
    const before = (await textsOf(ours)).length;
    const [oldest, both] = [await from(priya), await from(priya, ravi)];
    expect(await applyBatch(late, [])).toEqual(
      new Map<string, unknown>([
        [oldest, done],
        [both, left],
      ]),
    );
    expect(await states()).toEqual({ [oldest]: 'applied', [both]: 'pending' });
    // Of what is left one item was applied already: that is once all the same.
    expect(await applyBatch(late, [])).toEqual(new Map([[both, { applied: 2, kept: 0 }]]));
    expect(await textsOf(ours)).toHaveLength(before + 3);
  });

  test('is followed by as many as the job needs', async () => {
    const ids = [await from(priya), await from(ravi), await from(lena), await from(priya)];
    const short = within({ beginForMs: 0, bytes: 1 });
    expect(await applyDeliveries(short, { deliveryIds: ids })).toEqual({ applied: 4, kept: 0 });
    expect(Object.values(await states())).toEqual(Array(4).fill('applied'));
  });
});

test('a batch that takes longer than a connection may be idle is marked as applied all the same', async () => {
  const deliveryId = await from(priya);
  const lockIsYoung = async () => {
    const { rowCount } = await admin.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and xact_start > now() - $1 * interval '1 millisecond'`,
      [2 * idleMs],
    );
    return rowCount;
  };
  const slow = {
    ...within({ stirEveryMs: idleMs / 20 }),
    giveWay: () => expect.poll(lockIsYoung, { timeout: 10 * idleMs }).toBe(0),
  };
  expect(await applyBatch(slow, [deliveryId])).toEqual(new Map([[deliveryId, done]]));
  expect(await states()).toEqual({ [deliveryId]: 'applied' });
});

test('a channel was last heard from when the newest delivery came, not when it was applied', async () => {
  const channel = await createChannel((await createBusiness()).id);
  const moments = ['2026-03-02T10:00:00Z', '2026-03-02T10:05:00Z'].map((at) => new Date(at));
  const value = change(channel, { messages: [message()] });
  for (const receivedAt of moments) {
    const deliveryId = await receive(envelope(value));
    await forSystem((tx) =>
      tx.update(webhookDeliveries).set({ receivedAt }).where(eq(webhookDeliveries.id, deliveryId)),
    );
  }
  await applyBatch(applyPorts, []);
  const heard = await inBusinessOf(channel).db((tx) => tx.select().from(channels));
  expect(heard).toMatchObject([{ lastEventAt: moments[1] }]);
});
