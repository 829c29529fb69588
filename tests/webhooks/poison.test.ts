import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { messages, receipts } from '#db/schema/messages.ts';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { superuserConnection } from '#db/testing/database.ts';
import { createMember } from '#db/testing/factories.ts';
import { forSystem } from '#db/system.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { listDeadLetters } from '#server/domain/webhooks/list-dead-letters.ts';
import { replayDeadLetter } from '#server/domain/webhooks/replay-dead-letter.ts';
import {
  applyPorts,
  change,
  envelope,
  inBusinessOf,
  message,
  ours,
  prepareChannels,
  receive,
} from '#tests/setup/webhooks.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

const poison = `Poison ${randomUUID()}`;
let admin: Client;
beforeAll(prepareChannels);
beforeEach(async () => {
  admin = new Client(superuserConnection());
  await admin.connect();
});
afterEach(async () => {
  await admin.query('drop function if exists refuse_poison cascade');
  await admin.end();
});

/** The database takes everything but one text, for a reason that nobody thought of. */
async function refusePoison(): Promise<void> {
  await admin.query(`
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.text = '${poison}' then raise exception 'not this one'; end if;
      return new;
    end $$;
    create trigger refuse_poison before insert on messages
      for each row execute function refuse_poison();`);
}

const says = (from: string, body: string, second: number) =>
  message({ from, text: { body }, timestamp: String(1_772_445_600 + second) });

/** One delivery: words of one person with the poison among them, words of another, and a receipt. */
function delivery(from: string, other: string) {
  const id = `wamid.${randomUUID()}`;
  const words = [says(from, 'One', 1), says(from, poison, 2), says(from, 'Three', 3)];
  const contacts = [from, other].map((wa_id) => ({ wa_id }));
  const statuses = [{ id, status: 'sent', timestamp: '1772445604' }];
  return envelope(
    change(ours, { contacts, messages: words }),
    change(ours, { contacts, messages: [says(other, 'Me too', 4)], statuses }),
  );
}

async function textsFrom(...addresses: string[]) {
  const rows = await inBusinessOf(ours).db((tx) =>
    tx.select().from(messages).orderBy(messages.occurredAt),
  );
  const isTheirs = (raw: unknown) => addresses.includes((raw as { from: string }).from);
  return rows.filter(({ raw }) => isTheirs(raw)).map(({ text }) => text);
}

test('one item that cannot be applied stops neither its delivery nor its thread, and an admin tries it again', async () => {
  await refusePoison();
  const [from, other] = ['919820055001', '919820055002'];
  const deliveryId = await receive(delivery(from, other));
  expect(await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] })).toEqual({
    applied: 4,
    kept: 1,
  });
  expect(await textsFrom(from, other)).toEqual(['One', 'Three', 'Me too']);
  expect(await inBusinessOf(ours).db((tx) => tx.$count(receipts))).toBe(1);
  const [stored] = await forSystem((tx) =>
    tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId)),
  );
  expect(stored).toMatchObject({ state: 'applied' });

  const actor = actorOf(await createMember(ours.businessId, { role: 'admin' }));
  const asAdmin = testContext({ businessId: ours.businessId, actor });
  const { deadLetters: kept } = await listDeadLetters(asAdmin, { limit: 10 });
  expect(kept).toMatchObject([
    {
      reason: 'The database did not take this item (P0001).',
      item: expect.stringContaining(poison) as string,
    },
  ]);
  const input = { deadLetterId: kept[0]?.id ?? '' };
  expect(await replayDeadLetter(asAdmin, input)).toMatchObject({ isApplied: false });
  await admin.query('drop function refuse_poison cascade');
  expect(await replayDeadLetter(asAdmin, input)).toMatchObject({ isApplied: true });
  expect(await textsFrom(from, other)).toEqual(['One', poison, 'Three', 'Me too']);
  expect((await listDeadLetters(asAdmin, { limit: 10 })).deadLetters).toEqual([]);
});

/** Ports whose program stumbles, so often, over the second message of those it is given. */
function stumbling(error: Error, times: number): typeof applyPorts {
  let left = times;
  let seen = 0;
  const contextFor = (businessId: string) => {
    const ctx = testContext({ businessId });
    const publish: typeof ctx.publish = async (tx, event) => {
      if (event.name === 'message.created') seen += 1;
      if (event.name === 'message.created' && seen >= 2 && left > 0) {
        left -= 1;
        seen = 0;
        throw error;
      }
      await ctx.publish(tx, event);
    };
    return { ...ctx, publish };
  };
  return { ...applyPorts, contextFor };
}

test('a fault of the program keeps the item aside, also where its words sound like a lost connection', async () => {
  const fault = new TypeError("Cannot read properties of undefined (reading 'connectionFor')");
  const [from, other] = ['919820055003', '919820055004'];
  const before = await inBusinessOf(ours).db((tx) => tx.$count(deadLetters));
  const deliveryId = await receive(delivery(from, other));
  const result = await applyDeliveries(stumbling(fault, 1), { deliveryIds: [deliveryId] });
  expect(result).toEqual({ applied: 4, kept: 1 });
  expect(await textsFrom(from, other)).toHaveLength(3);
  expect(await inBusinessOf(ours).db((tx) => tx.$count(deadLetters))).toBe(before + 1);
});

test('what failed for a moment is neither done nor lost: the next try applies it, once', async () => {
  const passing = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  const [from, other] = ['919820055005', '919820055006'];
  const deliveryId = await receive(delivery(from, other));
  const ports = stumbling(passing, 1);
  const apply = () => applyDeliveries(ports, { deliveryIds: [deliveryId] });
  await expect(apply()).rejects.toThrow('deadlock');
  expect(await textsFrom(from, other)).toHaveLength(3);
  await apply();
  await apply();
  expect(await textsFrom(from, other)).toEqual(['One', poison, 'Three', 'Me too']);
});
