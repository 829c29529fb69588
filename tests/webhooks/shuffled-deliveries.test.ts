import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { jobEventsInsert } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import { applyBatch } from '#server/domain/webhooks/apply-batch.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { isPassingFault } from '#db/passing-fault.ts';
import { receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import { replayDeadLetters } from '#server/domain/webhooks/replay-dead-letters.ts';
import { testContext } from '#tests/setup/test-context.ts';
import { idOf, seeded } from '#tests/webhooks/seeded.ts';
import { clearStage, openCalls, setStage } from '#tests/webhooks/stage.ts';
import { differencesOf, takeSnapshot } from '#tests/webhooks/snapshot.ts';
import { accounts, businesses, holderOf, inventStory, ourNow } from '#tests/webhooks/story.ts';
import type { ProviderEvent, Story } from '#tests/webhooks/story.ts';

/**
 * 1,000 deliveries of 200 distinct events; `SHUFFLE=10000` makes it 50,000 of 10,000, which takes
 * minutes, and `SHUFFLE_SEED` picks another shuffle.
 */
const distinct = Number(process.env.SHUFFLE ?? 200);
const copies = 5;
const seed = Number(process.env.SHUFFLE_SEED ?? 20_260_302);
const workers = 3;
const wantedAtOnce = 16;
const receivedAtOnce = 8;
const limitMs = 120_000 + distinct * 1_000;

/** The tables in which the story leaves something. */
const told = [
  'messages',
  'receipts',
  'reactions',
  'message_revisions',
  'attachments',
  'recipient_paces',
  'dead_letters',
  'unrouted_items',
];

const secret = 'the hosted app';
const quiet = () => undefined;
const ports = {
  channels: channelPort(),
  appSecret: secret,
  store: deliveryStore({ workOf: jobEventsInsert, stored: quiet, wake: quiet }),
};
const applyPorts = {
  channels: channelPort(),
  contextFor: (businessId: string) => testContext({ businessId, now: ourNow }),
  giveWay: () => Promise.resolve(),
  note: () => undefined,
};

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await useOwnDatabase();
  admin = new Client(database.superuser);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

function holderOfChange(change: object): string {
  const { value } = change as { value: { metadata?: { phone_number_id?: string } } };
  return holderOf(accounts.indexOf(value.metadata?.phone_number_id ?? ''));
}

/** As a provider delivers them: signed, in one call. */
async function deliver(events: ProviderEvent[]): Promise<void> {
  const body = {
    object: 'whatsapp_business_account',
    entry: events.map(({ at, change, isOfHolder }) => ({
      id: holderOfChange(change),
      ...(isOfHolder === true && { time: at }),
      changes: [change],
    })),
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${digest}` };
  await receiveDelivery(ports, { kind: 'whatsapp', rawBody, headers });
}

async function pendingIds(): Promise<string[]> {
  const rows = await forSystem((tx) =>
    tx
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.state, 'pending'))
      .orderBy(webhookDeliveries.id),
  );
  return rows.map(({ id }) => id);
}

/** Each event once, in order, and every answer before the receipts. */
async function playInOrder(story: Story): Promise<void> {
  await setStage(story);
  await (await openCalls(story.ours)).answer(Infinity);
  for (const event of story.events) {
    await deliver([event]);
    for (const deliveryId of await pendingIds())
      await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] });
  }
}

/** Each event in five deliveries, some of which bring others along, in any order. */
async function playShuffled(story: Story): Promise<number> {
  const chance = seeded(seed);
  const repeated = Array.from({ length: copies }, () => story.events).flat();
  const deliveries = chance.shuffle(repeated).map((event) => {
    const others = chance.oneIn(8) ? 1 + chance.below(4) : 0;
    return [event, ...Array.from({ length: others }, () => chance.pick(story.events))];
  });
  await setStage(story);
  const calls = await openCalls(chance.shuffle(story.ours));
  for (let at = 0; at < deliveries.length; at += receivedAtOnce) {
    await Promise.all(deliveries.slice(at, at + receivedAtOnce).map(deliver));
  }
  const answersAtOnce = Math.ceil((calls.left() * wantedAtOnce) / deliveries.length);
  await applyPending(() => calls.answer(answersAtOnce));
  await calls.answer(Infinity);
  return deliveries.length;
}

/** Several workers, each with jobs of its own, apply batches until nothing is pending. */
async function applyPending(afterEach: () => Promise<void> = () => Promise.resolve()) {
  for (let ids = await pendingIds(); ids.length > 0; ids = await pendingIds()) {
    const left = ids;
    const work = Array.from({ length: workers }, async () => {
      while (left.length > 0) {
        const outcomes = await applyBatch(applyPorts, left.splice(0, wantedAtOnce));
        for (const outcome of outcomes.values()) {
          if ('error' in outcome && !isPassingFault(outcome.error)) throw outcome.error;
        }
        await afterEach();
      }
    });
    await Promise.all(work);
  }
}

/** Whether two were one contact from the start or became one is our history, not the provider's. */
async function takeStory(): ReturnType<typeof takeSnapshot> {
  await admin.query(`delete from activities where kind = 'contact.merged'`);
  return takeSnapshot(admin);
}

/** Keeps some of what was applied as dead letters too, as if it had failed in one of its deliveries. */
async function keepApplied(): Promise<void> {
  await admin.query(`
    with applied as (
      (select business_id, channel_id, provider_message_id, raw from messages
        where direction = 'inbound' and raw is not null order by provider_message_id limit 20)
      union all
      (select business_id, channel_id, provider_message_id, raw from receipts
        order by provider_message_id, status limit 20)
    )
    insert into dead_letters
      (business_id, delivery_id, position, channel_kind, external_channel_id, reason, item)
    select a.business_id, d.id, 0, 'whatsapp', c.external_id, 'It failed once.', a.raw
    from applied a join channels c on c.id = a.channel_id
    join lateral (
      select id from webhook_deliveries
      where position('"' || a.provider_message_id || '"' in body) > 0
        and position('"' || (a.raw ->> 'timestamp') || '"' in body) > 0 limit 1
    ) d on true`);
}

/** Every dead letter of every business; returns how many could be applied. */
async function replayAll(): Promise<number> {
  const who = { kind: 'member', memberId: idOf(6, 1), userId: idOf(6, 2) } as const;
  let total = 0;
  for (const businessId of businesses) {
    const actor = { ...who, role: 'admin', name: 'Ana Souza' } as const;
    const { applied } = await replayDeadLetters(testContext({ businessId, now: ourNow, actor }));
    total += applied;
  }
  return total;
}

test(
  'deliveries in any order, any number of times, by several at once, come to what each once in order does',
  { timeout: limitMs },
  async () => {
    const story = inventStory(seed, distinct);
    expect(new Set(story.events.map(({ change }) => JSON.stringify(change))).size).toBe(distinct);
    await playInOrder(story);
    const inOrder = await takeStory();
    for (const table of told) {
      expect(inOrder[table]?.length, table).toBeGreaterThan(distinct / 100);
    }
    await clearStage(admin);
    expect(await playShuffled(story)).toBe(distinct * copies);
    expect(differencesOf(inOrder, await takeStory())).toEqual([]);
  },
);

test(
  'applying every delivery again, and replaying dead letters, changes nothing that is right already',
  { timeout: limitMs },
  async () => {
    const before = await takeSnapshot(admin);
    expect(before.messages?.length).toBeGreaterThan(distinct / 100);
    await forSystem((tx) => tx.update(webhookDeliveries).set({ state: 'pending' }));
    await applyPending();
    expect(differencesOf(before, await takeSnapshot(admin))).toEqual([]);

    await keepApplied();
    expect(await replayAll()).toBe(40);
    expect(await replayAll()).toBe(0);
    await admin.query(`delete from dead_letters where state = 'replayed'`);
    await admin.query(`delete from activities where kind = 'dead_letter.replayed'`);
    expect(differencesOf(before, await takeSnapshot(admin))).toEqual([]);
  },
);
