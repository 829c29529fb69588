import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { messages, receipts } from '#db/schema/messages.ts';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { applyPorts, inBusinessOf } from '#tests/setup/webhooks.ts';
import { appSecret, doors, signed } from '#tests/webhooks/doors.ts';

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

/** Three entries of two changes of two messages and three statuses; what is good of them, and what is not. */
function batchFor(accounts: readonly string[]) {
  const malformed = { id: `wamid.${randomUUID()}`, type: 'text', from: '919820044121' };
  const entry = [0, 1, 2].map((place) => ({
    id: `22000000000000${String(place)}`,
    changes: [0, 1].map((half) => {
      const isMiddle = place === 1 && half === 0;
      // In the middle of it all: an account that nobody has, and an item that nobody can read.
      const account = place === 1 && half === 1 ? '999999999999999' : accounts[place % 2];
      return {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '912248971120', phone_number_id: account },
          contacts: [{ profile: { name: 'Priya' }, wa_id: '919820044121' }],
          messages: [text(), isMiddle ? malformed : text()],
          statuses: ['sent', 'delivered', 'read'].map(receipt),
        },
      };
    }),
  }));
  return { body: JSON.stringify({ object: 'whatsapp_business_account', entry }), malformed };
}

const text = () => ({
  from: '919820044121',
  id: `wamid.${randomUUID()}`,
  timestamp: '1772445600',
  type: 'text',
  text: { body: 'Is Ana in today?' },
});

const receipt = (status: string, place: number) => ({
  id: `wamid.${randomUUID()}`,
  status,
  timestamp: String(1_772_445_601 + place),
  recipient_id: '919820044121',
});

test.each(doors)(
  'through %s everything good of a batch is applied, and what is not is kept with its reason',
  async (_name, open) => {
    const door = await open();
    const connect = async () => createChannel((await createBusiness()).id);
    const [ours, theirs] = [await connect(), await connect()];
    const { body, malformed } = batchFor([ours.externalId, theirs.externalId]);
    const answer = await door.call('/api/webhooks/whatsapp', signed(body));
    expect(answer.status).toBe(200);
    const stored = await forSystem((tx) =>
      tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.body, body)),
    );
    const deliveryIds = stored.map(({ id }) => id);
    expect(await applyDeliveries(applyPorts, { deliveryIds })).toEqual({ applied: 24, kept: 6 });
    const rowsOf = (channel: typeof ours) =>
      inBusinessOf(channel).db(async (tx) => ({
        messages: await tx.$count(messages),
        receipts: await tx.$count(receipts),
        letters: (await tx.select().from(deadLetters)).map(({ item, reason }) => ({
          item,
          reason,
        })),
      }));
    expect(await rowsOf(ours)).toEqual({ messages: 8, receipts: 12, letters: [] });
    expect(await rowsOf(theirs)).toEqual({
      messages: 1,
      receipts: 3,
      letters: [{ item: malformed, reason: 'The message’s timestamp is missing or not valid.' }],
    });
    const unrouted = await forSystem((tx) =>
      tx
        .select()
        .from(unroutedItems)
        .where(eq(unroutedItems.deliveryId, deliveryIds[0] ?? '')),
    );
    expect(unrouted).toHaveLength(5);
    await door.close();
  },
);
