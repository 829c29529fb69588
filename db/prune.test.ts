import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { pruneInTurns, pruneOldRecords, rowsPerTurn } from '#db/prune.ts';
import { receipts } from '#db/schema/messages.ts';
import { passwordResets, userSessions } from '#db/schema/users.ts';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel, createUser } from '#db/testing/factories.ts';

let database: TestDatabase;
let businessId: string;
beforeAll(async () => {
  database = await useOwnDatabase();
  businessId = (await createBusiness()).id;
});
afterAll(() => database.drop());

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);

/** A call of that age, under a name by which it is found again. */
async function deliver(body: string, days: number, state: 'applied' | 'pending' = 'applied') {
  const appliedAt = state === 'applied' ? ago(days) : null;
  const values = {
    channelKind: 'whatsapp',
    body,
    receivedAt: ago(days),
    state,
    appliedAt,
  } as const;
  const [row] = await forSystem((tx) => tx.insert(webhookDeliveries).values(values).returning());
  return row?.id ?? '';
}

function keepLetter(deliveryId: string, reason: string, replayedAt?: Date) {
  const state = replayedAt === undefined ? ('waiting' as const) : ('replayed' as const);
  const item = { reason };
  const what = { businessId, deliveryId, position: 0, channelKind: 'whatsapp', item } as const;
  return forBusiness(businessId, (tx) =>
    tx.insert(deadLetters).values({ ...what, reason, state, replayedAt, createdAt: ago(90) }),
  );
}

test('calls are forgotten after a month, those that somebody still needs never', async () => {
  await deliver('old', 31);
  await deliver('recent', 29);
  await deliver('old and pending', 90, 'pending');
  const unrouted = await deliver('old and nobody’s', 90);
  await keepLetter(await deliver('old with a dropped message', 90), 'It waits.');
  await keepLetter(await deliver('old with a replayed message', 90), 'Just replayed.', ago(2));
  const late = await deliver('old and applied again', 90);
  await forSystem(async (tx) => {
    await tx
      .update(webhookDeliveries)
      .set({ appliedAt: ago(1) })
      .where(eq(webhookDeliveries.id, late));
    const item = { deliveryId: unrouted, position: 0, channelKind: 'whatsapp' } as const;
    await tx.insert(unroutedItems).values({ ...item, reason: 'Nobody’s.', item: {} });
  });
  await Promise.all([pruneOldRecords(), pruneOldRecords()]);
  await pruneOldRecords();
  const left = await forSystem((tx) => tx.select().from(webhookDeliveries));
  expect(left.map(({ body }) => body).sort()).toEqual([
    'old and applied again',
    'old and nobody’s',
    'old and pending',
    'old with a dropped message',
    'recent',
  ]);
});

test('dropped messages are forgotten a month after they were replayed, never while they wait', async () => {
  await keepLetter(await deliver('a', 1), 'Long waiting.');
  await keepLetter(await deliver('b', 1), 'Replayed long ago.', ago(31));
  await keepLetter(await deliver('c', 1), 'Replayed lately.', ago(29));
  await pruneOldRecords();
  const left = await forBusiness(businessId, (tx) => tx.select().from(deadLetters));
  const reasons = left.map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['Long waiting.', 'Replayed lately.']));
  expect(reasons).not.toContain('Replayed long ago.');
});

test('the system sees of dropped messages those that wait or are to be forgotten, no others', async () => {
  await keepLetter(await deliver('d', 1), 'Replayed yesterday.', ago(1));
  const seen = await forSystem((tx) => tx.select().from(deadLetters));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every(({ state }) => state === 'waiting')).toBe(true);
});

test('receipts are forgotten after three months, whether or not their message is known', async () => {
  const channel = await createChannel(businessId);
  const receipt = (providerMessageId: string, days: number) =>
    forBusiness(businessId, (tx) =>
      tx.insert(receipts).values({
        businessId,
        channelId: channel.id,
        providerMessageId,
        status: 'sent',
        occurredAt: ago(days),
        createdAt: ago(days),
      }),
    );
  await receipt('wamid.old', 91);
  await receipt('wamid.recent', 89);
  await pruneOldRecords();
  const left = await forBusiness(businessId, (tx) => tx.select().from(receipts));
  expect(left.map(({ providerMessageId }) => providerMessageId)).toEqual(['wamid.recent']);
});

test('sessions and reset links are forgotten a month after they ended', async () => {
  const { id: userId } = await createUser();
  const session = (userAgent: string, expiresAt: Date, endedAt: Date | null = null) => ({
    userId,
    userAgent,
    expiresAt,
    endedAt,
  });
  const soon = ago(-10);
  await forSystem(async (tx) => {
    await tx
      .insert(userSessions)
      .values([
        session('live', soon),
        session('ended lately', soon, ago(2)),
        session('ended long ago', soon, ago(31)),
        session('expired long ago', ago(31)),
      ]);
    await tx.insert(passwordResets).values([
      { tokenHash: 'open', userId, expiresAt: soon },
      { tokenHash: 'over', userId, expiresAt: ago(31) },
    ]);
  });
  await pruneOldRecords();
  const sessions = await forSystem((tx) => tx.select().from(userSessions));
  expect(sessions.map(({ userAgent }) => userAgent).sort()).toEqual(['ended lately', 'live']);
  const links = await forSystem((tx) => tx.select().from(passwordResets));
  expect(links.map(({ tokenHash }) => tokenHash)).toEqual(['open']);
});

test('a backlog larger than a turn is worked off in one go', async () => {
  await forSystem((tx) =>
    tx.execute(sql`
      insert into webhook_deliveries (channel_kind, body, state, received_at, applied_at)
      select 'whatsapp', 'backlog', 'applied', now() - interval '40 days', now() - interval '40 days'
      from generate_series(1, ${2 * rowsPerTurn + 1}::int)`),
  );
  const oneAtATime = sql`delete from webhook_deliveries where id in (
    select id from webhook_deliveries where body = 'backlog' limit 1)`;
  await pruneInTurns(oneAtATime);
  const count = () =>
    forSystem((tx) => tx.$count(webhookDeliveries, eq(webhookDeliveries.body, 'backlog')));
  expect(await count()).toBe(2 * rowsPerTurn);
  await pruneOldRecords();
  expect(await count()).toBe(0);
});
