import { setTimeout as delay } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { signature } from '#tests/e2e/support/http.ts';
import { demo } from '#tests/e2e/support/page.ts';
import { newCustomer } from '#tests/e2e/support/sandbox.ts';
import type { Customer } from '#tests/e2e/support/sandbox.ts';
import type { GivenInbound } from '#tests/faults/facts.ts';
import { repeat } from '#tests/faults/load/repeat.ts';
import type { World } from '#tests/faults/world.ts';

const answerLimitMs = 20_000;
const againAfterMs = 400;

/** Customers write, read what they got, and come for the first time, all through the webhook. */
export async function ingest(world: World, signal: AbortSignal): Promise<void> {
  const random = world.random.fork('ingest');
  const { isTooMuch, sizes } = world;
  const write = async () => {
    const chance = random.next();
    const known = random.pick(world.people).customer;
    if (chance < 0.2) await world.sandbox.write(known, nextText());
    else if (chance < 0.3) await world.sandbox.read(known);
    else if (chance < 0.4) await comeForTheFirstTime(world);
    else {
      const texts = Array.from({ length: random.between(1, 3) }, nextText);
      await deliver(world, known, texts, random.next() < 0.3 ? 2 : 1);
    }
  };
  await repeat(write, { everyMs: sizes.inboundEveryMs, isTooMuch }, random, signal);
}

let written = 0;

function nextText(): string {
  written += 1;
  return `Question ${written}`;
}

/** Several deliveries at once of somebody whom nobody knows: who they are is decided once. */
async function comeForTheFirstTime(world: World): Promise<void> {
  const stranger = newCustomer('Stranger');
  const first = [nextText()];
  await Promise.all([
    deliver(world, stranger, first, 3),
    deliver(world, stranger, [nextText(), nextText()], 2),
  ]);
}

/**
 * Delivers messages of one person in one body, in several copies at once, and goes on as Meta does
 * until each was answered with 200.
 */
async function deliver(
  world: World,
  person: Customer,
  texts: string[],
  copies: number,
): Promise<void> {
  const messages = texts.map((text): GivenInbound => {
    const id = `wamid.${randomBytes(16).toString('base64url')}`;
    return { id, waId: person.wa_id, text, isAcknowledged: false };
  });
  world.given.inbound.push(...messages);
  const body = JSON.stringify(deliveryOf(person, messages));
  const one = async () => {
    while (!(await isTaken(world, body))) await delay(againAfterMs);
    for (const message of messages) message.isAcknowledged = true;
  };
  await Promise.all(Array.from({ length: copies }, one));
}

async function isTaken({ app, appSecret }: World, body: string): Promise<boolean> {
  try {
    const response = await fetch(`${app.url}/api/webhooks/whatsapp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': signature(body, appSecret),
      },
      body,
      signal: AbortSignal.timeout(answerLimitMs),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function deliveryOf({ wa_id, name }: Customer, messages: GivenInbound[]) {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '912255500100', phone_number_id: demo.phoneNumberId },
    contacts: [{ profile: { name }, wa_id }],
    messages: messages.map(({ id, text }) => ({
      from: wa_id,
      id,
      timestamp: String(Math.floor(Date.now() / 1000)),
      type: 'text',
      text: { body: text },
    })),
  };
  const entry = [{ id: '100000000000000', changes: [{ field: 'messages', value }] }];
  return { object: 'whatsapp_business_account', entry };
}
