import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import {
  createBusiness,
  createChannel,
  createContact,
  createConversation,
  createMessage,
} from '#db/testing/factories.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { applyPorts, inBusinessOf } from '#tests/setup/webhooks.ts';
import { appSecret, doors, signed } from '#tests/webhooks/doors.ts';
import type { OpenDoor } from '#tests/webhooks/doors.ts';
import { seeded } from '#tests/webhooks/seeded.ts';
import type { Chance } from '#tests/webhooks/seeded.ts';

const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
});
afterAll(async () => {
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});

type Channel = Awaited<ReturnType<typeof createChannel>>;
interface Change {
  field: string;
  value: { messages: object[]; statuses: object[] };
}
interface Batch {
  object: string;
  entry: { id: string; changes: Change[] }[];
}

const person = '919820044121';
const strangersAccount = '999999999999999';
const malformed = { id: 'wamid.broken', type: 'text', from: person };

const text = (number: number) => ({
  from: person,
  id: `wamid.theirs.${String(number)}`,
  timestamp: String(1_772_445_600 + number),
  type: 'text',
  text: { body: `Is Ana in today? ${String(number)}` },
});

const receipt = (number: number) => (status: string, place: number) => ({
  id: `wamid.ours.${String(number)}`,
  status,
  timestamp: String(1_772_445_601 + place),
  recipient_id: person,
});

/** Three entries of two changes of two messages and three statuses; what is good of them, and what is not. */
function batchFor([ours, theirs]: readonly Channel[]): Batch {
  const entry = [0, 1, 2].map((place) => ({
    id: `22000000000000${String(place)}`,
    changes: [0, 1].map((half) => {
      const number = place * 2 + half;
      // In the middle of it all: an item that nobody can read, and an account that nobody has.
      const second = number === 2 ? malformed : text(number * 2 + 1);
      const account = number === 3 ? strangersAccount : [ours, theirs][place % 2]?.externalId;
      return {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '912248971120', phone_number_id: account },
          contacts: [{ profile: { name: 'Priya' }, wa_id: person }],
          messages: [text(number * 2), second],
          statuses: ['sent', 'delivered', 'read'].map(receipt(number)),
        },
      };
    }),
  }));
  return { object: 'whatsapp_business_account', entry };
}

/** Two businesses with a number each, and one message of ours for every change. */
async function connectTwo(): Promise<[Channel, Channel]> {
  const [ours, theirs] = [await connect([0, 1, 4, 5]), await connect([2])];
  return [ours, theirs];
}

async function connect(numbers: number[]): Promise<Channel> {
  const { id } = await createBusiness();
  const channel = await createChannel(id);
  const contact = await createContact(id, { address: person });
  const about = { channelId: channel.id, contactId: contact.id, address: person };
  const thread = await createConversation(id, { ...about, lastMessageAt: new Date(0) });
  const occurredAt = new Date('2026-03-02T09:00:00Z');
  for (const number of numbers) {
    const providerMessageId = `wamid.ours.${String(number)}`;
    const sent = {
      direction: 'outbound',
      state: 'accepted',
      occurredAt,
      stateAt: occurredAt,
    } as const;
    await createMessage(thread, { ...sent, providerMessageId });
  }
  return channel;
}

async function deliver(door: OpenDoor, batch: Batch): Promise<{ applied: number; kept: number }> {
  const body = JSON.stringify(batch);
  const answer = await door.call('/api/webhooks/whatsapp', signed(body));
  expect(answer.status).toBe(200);
  const stored = await forSystem((tx) =>
    tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.body, body)),
  );
  const pending = stored.filter(({ state }) => state === 'pending');
  return applyDeliveries(applyPorts, { deliveryIds: pending.map(({ id }) => id) });
}

/** What a business has of it all, whatever came when. */
const stateOf = (channel: Channel) =>
  inBusinessOf(channel).db(async (tx) => ({
    messages: (await tx.select().from(messages).orderBy(messages.providerMessageId)).map(
      ({ providerMessageId, text: words, state, stateAt }) => ({
        providerMessageId,
        words,
        state,
        stateAt,
      }),
    ),
    receipts: (await tx.select().from(receipts))
      .map(({ providerMessageId, status }) => `${providerMessageId} ${status}`)
      .toSorted(),
    threads: (await tx.select().from(conversations)).map(
      ({ unreadCount, lastMessageText, lastInboundAt }) => ({
        unreadCount,
        lastMessageText,
        lastInboundAt,
      }),
    ),
    letters: (await tx.select().from(deadLetters)).map(({ item, reason }) => ({ item, reason })),
  }));

/** In another order on every level. */
function shuffled(batch: Batch, { shuffle }: Chance): Batch {
  const entry = shuffle(batch.entry).map(({ id, changes }) => ({
    id,
    changes: shuffle(changes).map(({ field, value }) => ({
      field,
      value: {
        ...value,
        messages: shuffle([...value.messages, ...value.messages]),
        statuses: shuffle([...value.statuses, ...value.statuses]),
      },
    })),
  }));
  return { ...batch, entry };
}

describe.each(doors)('through %s', (_name, open) => {
  test('everything good of a batch is applied, and what is not is kept with its reason', async () => {
    const door = await open();
    const [ours, theirs] = await connectTwo();
    expect(await deliver(door, batchFor([ours, theirs]))).toEqual({ applied: 24, kept: 6 });
    const [first, second] = [await stateOf(ours), await stateOf(theirs)];
    expect(first.messages.filter(({ state }) => state === 'received')).toHaveLength(8);
    expect(first.messages.filter(({ state }) => state === 'read')).toHaveLength(4);
    expect(first).toMatchObject({
      threads: [{ unreadCount: 8, lastMessageText: 'Is Ana in today? 11' }],
      letters: [],
    });
    expect(first.receipts).toHaveLength(12);
    expect(second).toMatchObject({
      messages: [{ state: 'read' }, { state: 'received', words: 'Is Ana in today? 4' }],
      letters: [{ item: malformed, reason: 'The message’s timestamp is missing or not valid.' }],
    });
    const unrouted = await forSystem((tx) =>
      tx.select().from(unroutedItems).where(eq(unroutedItems.externalChannelId, strangersAccount)),
    );
    expect(unrouted).toHaveLength(5);
    await door.close();
  });

  test('the same shuffled on every level, in many copies, and split, ends the same', async () => {
    const door = await open();
    const [calm, wild] = [await connectTwo(), await connectTwo()];
    await deliver(door, batchFor(calm));
    const chance = seeded(20_260_302);
    const batch = batchFor(wild);
    const copies = Array.from({ length: 3 }, () => shuffled(batch, chance));
    const parts = batch.entry.map((entry) => ({ ...batch, entry: [entry] }));
    for (const one of chance.shuffle([...copies, ...parts, ...parts])) await deliver(door, one);
    expect(await stateOf(wild[0])).toEqual(await stateOf(calm[0]));
    expect(await stateOf(wild[1])).toEqual(await stateOf(calm[1]));
    await door.close();
  });
});
