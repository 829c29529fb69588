import { createHmac, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { jobEvents } from '#db/schema/job-events.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { insertJobEvents } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import type { ChannelAdapter, ChannelKind } from '#server/channels/types.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import { routeItems } from '#server/domain/webhooks/route-items.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import { testContext } from '#tests/setup/test-context.ts';

const appSecret = 'the hosted app';
let ours: Awaited<ReturnType<typeof createChannel>>;
let theirs: Awaited<ReturnType<typeof createChannel>>;

beforeAll(async () => {
  const [first, second] = [await createBusiness(), await createBusiness()];
  const withSecret = (secret: string) => ({
    credentials: { accessToken: 'token', appSecret: secret },
  });
  ours = await createChannel(first.id, withSecret('our own app'));
  theirs = await createChannel(second.id, withSecret('their own app'));
});

const quiet = () => undefined;
const ports = {
  channels: channelPort(),
  appSecret,
  store: deliveryStore({ enqueue: insertJobEvents, stored: quiet, wake: quiet }),
};
const applyPorts = {
  channels: channelPort(),
  contextFor: (businessId: string) => testContext({ businessId }),
  note: () => undefined,
};

function message(overrides: Record<string, unknown> = {}) {
  return {
    from: '919820044121',
    id: `wamid.${randomUUID()}`,
    timestamp: '1772445600',
    type: 'text',
    text: { body: 'Is Ana in today?' },
    ...overrides,
  };
}

function change(channel: { externalId: string }, value: Record<string, unknown>) {
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '912248971120', phone_number_id: channel.externalId },
      contacts: [{ profile: { name: 'Priya' }, wa_id: '919820044121' }],
      ...value,
    },
  };
}

const envelope = (...changes: unknown[]) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes }],
});

function signed(body: unknown, secret: string) {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
  return {
    kind: 'whatsapp' as const,
    rawBody,
    headers: { 'x-hub-signature-256': `sha256=${digest}` },
  };
}

async function receive(body: unknown, secret = appSecret): Promise<string> {
  const marker = randomUUID();
  await receiveDelivery(ports, signed({ ...(body as object), marker }, secret));
  const stored = await forSystem((tx) => tx.select().from(webhookDeliveries));
  const mine = stored.find((row) => row.body.includes(marker));
  if (mine === undefined) throw new Error('The delivery was not stored.');
  return mine.id;
}

async function receiveAndApply(body: unknown, secret?: string) {
  const deliveryId = await receive(body, secret);
  const result = await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] });
  return { deliveryId, result };
}

const inBusinessOf = (channel: { businessId: string }) =>
  testContext({ businessId: channel.businessId });

async function textsOf(channel: { businessId: string; id: string }) {
  return inBusinessOf(channel).db((tx) =>
    tx.select().from(messages).where(eq(messages.channelId, channel.id)),
  );
}

describe('receiving', () => {
  test('stores the raw body and the work to do in one transaction', async () => {
    const deliveryId = await receive(envelope(change(ours, { messages: [message()] })));
    const events = await forSystem((tx) => tx.select().from(jobEvents));
    expect(
      events.some((event) =>
        (event.data as { deliveryIds?: string[] }).deliveryIds?.includes(deliveryId),
      ),
    ).toBe(true);
  });

  const count = async () => (await forSystem((tx) => tx.select().from(webhookDeliveries))).length;

  test.each([
    ['another secret', () => signed(envelope(change(ours, {})), 'somebody else')],
    ['no signature', () => ({ ...signed(envelope(change(ours, {})), appSecret), headers: {} })],
    [
      'a body that was altered after signing',
      () => ({ ...signed(envelope(), appSecret), rawBody: Buffer.from('{"entry":[] }') }),
    ],
    ['the secret of another channel', () => signed(envelope(change(ours, {})), 'their own app')],
  ])('refuses %s and stores nothing', async (_name, forged) => {
    const before = await count();
    await expect(receiveDelivery(ports, forged())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await count()).toBe(before);
  });

  test('reads of what no secret signed only whose it says it is, and nothing unsigned', async () => {
    const refuseToRead = () => {
      throw new Error('The body was read.');
    };
    const withAdapter = (reading: Partial<ChannelAdapter>) => ({
      ...ports,
      channels: {
        ...ports.channels,
        adapterFor: (kind: ChannelKind) => ({ ...ports.channels.adapterFor(kind), ...reading }),
      },
    });
    const forged = signed(envelope(change(ours, {})), 'somebody else');
    const refused = { code: 'UNAUTHENTICATED' };
    const unparsed = withAdapter({ parseWebhook: refuseToRead });
    await expect(receiveDelivery(unparsed, forged)).rejects.toMatchObject(refused);
    const untouched = withAdapter({ parseWebhook: refuseToRead, accountsIn: refuseToRead });
    for (const headers of [{}, { 'x-hub-signature-256': 'sha256=short' }]) {
      const unsigned = { ...forged, headers };
      await expect(receiveDelivery(untouched, unsigned)).rejects.toMatchObject(refused);
    }
  });

  test.each([
    ['an array', '[]'],
    ['a bare text', '"hello"'],
    ['no JSON', '{"entry":'],
    ['two hundred levels', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('refuses a signed body that is %s, with a sentence', async (_name, body) => {
    const before = await count();
    await expect(receiveDelivery(ports, signed(body, appSecret))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect(await count()).toBe(before);
  });

  test('takes the secret of the channel itself', async () => {
    await receive(envelope(change(ours, { messages: [message()] })), 'our own app');
  });
});

describe('applying', () => {
  // A job takes what waits along, also what the tests above left.
  beforeAll(() => receiveAndApply(envelope()));

  test('every entry, change and message of a batch, statuses beside messages included', async () => {
    const before = (await textsOf(ours)).length;
    const status = {
      id: 'wamid.never-sent',
      status: 'delivered',
      timestamp: '1772445601',
      recipient_id: '919820044121',
    };
    await receiveAndApply({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [change(ours, { messages: [message(), message()], statuses: [status] })],
        },
        {
          id: '2',
          changes: [
            change(ours, { messages: [message()] }),
            change(theirs, { messages: [message()] }),
          ],
        },
      ],
    });
    expect((await textsOf(ours)).length - before).toBe(3);
    expect(await textsOf(theirs)).toHaveLength(1);
  });

  test('the same delivery again changes nothing', async () => {
    const item = message();
    const body = envelope(change(ours, { messages: [item] }));
    const first = await receiveAndApply(body);
    const snapshot = await textsOf(ours);
    const threads = await inBusinessOf(ours).db((tx) => tx.select().from(conversations));
    await applyDeliveries(applyPorts, { deliveryIds: [first.deliveryId] });
    await receiveAndApply(body);
    expect(await textsOf(ours)).toEqual(snapshot);
    expect(await inBusinessOf(ours).db((tx) => tx.select().from(conversations))).toEqual(threads);
  });

  test('a malformed item becomes a dead letter, its neighbours are applied', async () => {
    const before = (await textsOf(ours)).length;
    const broken = { id: 'wamid.broken', type: 'text' };
    const { deliveryId, result } = await receiveAndApply(
      envelope(change(ours, { messages: [message(), broken, message()] })),
    );
    expect((await textsOf(ours)).length - before).toBe(2);
    expect(result.kept).toBe(1);
    const letters = await inBusinessOf(ours).db((tx) =>
      tx.select().from(deadLetters).where(eq(deadLetters.deliveryId, deliveryId)),
    );
    expect(letters).toHaveLength(1);
    expect(letters[0]?.reason).toMatch(/\w+ .*\.$/);
    expect(letters[0]?.item).toMatchObject(broken);
  });

  test('an account that nobody has connected is kept as unrouted, with the reason', async () => {
    const { deliveryId } = await receiveAndApply(
      envelope(change({ externalId: '999999999999999' }, { messages: [message()] })),
    );
    const kept = await forSystem((tx) =>
      tx.select().from(unroutedItems).where(eq(unroutedItems.deliveryId, deliveryId)),
    );
    expect(kept).toMatchObject([
      { externalChannelId: '999999999999999', reason: 'No business has connected this account.' },
    ]);
  });

  test('what cannot be applied is kept once, however often a provider repeats it', async () => {
    const account = { externalId: '999999999999998' };
    const body = envelope(
      change(ours, { messages: [{ id: 'wamid.again', type: 'text' }] }),
      change(account, { messages: [message()] }),
    );
    for (let time = 0; time < 3; time += 1) await receiveAndApply(body);
    const letters = await inBusinessOf(ours).db((tx) => tx.select().from(deadLetters));
    const again = letters.filter(({ item }) => (item as { id?: string }).id === 'wamid.again');
    expect(again).toHaveLength(1);
    const kept = await forSystem((tx) =>
      tx
        .select()
        .from(unroutedItems)
        .where(eq(unroutedItems.externalChannelId, account.externalId)),
    );
    expect(kept).toHaveLength(1);
  });

  test('a secret of one business reaches neither the inbox nor the dead letters of another', async () => {
    const before = (await textsOf(theirs)).length;
    const body = envelope(
      change(ours, { messages: [message()] }),
      change(theirs, { messages: [message({ text: { body: 'forged' } }), { id: 'broken' }] }),
    );
    const { deliveryId } = await receiveAndApply(body, 'our own app');
    expect(await textsOf(theirs)).toHaveLength(before);
    const letters = await inBusinessOf(theirs).db((tx) =>
      tx.select().from(deadLetters).where(eq(deadLetters.deliveryId, deliveryId)),
    );
    expect(letters).toEqual([]);
    const kept = await forSystem((tx) =>
      tx
        .select()
        .from(unroutedItems)
        .where(eq(unroutedItems.deliveryId, deliveryId))
        .orderBy(unroutedItems.position),
    );
    expect(kept).toHaveLength(2);
    expect(kept.map(({ reason }) => reason).join(' ')).toContain('does not speak for this account');
  });
});

describe('applying many at once', () => {
  const numbered = (number: number, from: string) =>
    envelope(
      change(ours, {
        messages: [message({ from, timestamp: '1772449200', text: { body: String(number) } })],
      }),
    );

  test('applies each once, and those of one sender in the order of their arrival', async () => {
    const senders = ['919820044001', '919820044002', '919820044003'];
    const before = (await textsOf(ours)).length;
    const ids: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      ids.push(await receive(numbered(number, senders[number % 3] ?? '')));
    }
    const twice = [...ids, ...ids];
    await Promise.all(
      twice.map((deliveryId) => applyDeliveries(applyPorts, { deliveryIds: [deliveryId] })),
    );
    expect(await textsOf(ours)).toHaveLength(before + 60);
    const applied = await inBusinessOf(ours).db((tx) =>
      tx
        .select({ address: conversations.address, text: messages.text })
        .from(messages)
        .innerJoin(conversations, eq(conversations.id, messages.conversationId))
        .orderBy(messages.createdAt),
    );
    for (const [first, sender] of senders.entries()) {
      const ofSender = applied.filter(({ address }) => address === sender);
      const inOrder = Array.from({ length: 20 }, (_, index) => String(first + 3 * index));
      expect(ofSender.map(({ text }) => text)).toEqual(inOrder);
    }
    const unread = await inBusinessOf(ours).db((tx) => tx.select().from(conversations));
    const counts = unread.filter(({ address }) => senders.includes(address));
    expect(counts.map(({ unreadCount }) => unreadCount)).toEqual([20, 20, 20]);
    expect(counts.map(({ lastMessageText }) => lastMessageText).sort()).toEqual(['57', '58', '59']);
  });

  test('one that cannot be read fails its own job and no other', async () => {
    const [poison] = await forSystem((tx) =>
      tx
        .insert(webhookDeliveries)
        .values({ channelKind: 'whatsapp', body: 'no JSON', signedFor: null })
        .returning(),
    );
    const deliveryId = await receive(numbered(1, '919820044004'));
    const jobs = [poison?.id ?? '', deliveryId].map((id) =>
      applyDeliveries(applyPorts, { deliveryIds: [id] }),
    );
    const [bad, good] = await Promise.allSettled(jobs);
    expect(bad).toMatchObject({ status: 'rejected' });
    expect(good).toMatchObject({ status: 'fulfilled' });
    expect(await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] })).toEqual({
      applied: 0,
      kept: 0,
    });
    const threads = await inBusinessOf(ours).db((tx) =>
      tx.select().from(conversations).where(eq(conversations.address, '919820044004')),
    );
    expect(threads).toMatchObject([{ unreadCount: 1 }]);
    await forSystem((tx) =>
      tx.delete(webhookDeliveries).where(eq(webhookDeliveries.id, poison?.id ?? '')),
    );
  });

  test('leaves what another process is at to it, and comes back', async () => {
    const deliveryId = await receive(numbered(1, '919820044005'));
    await forSystem(async (tx) => {
      await tx
        .select()
        .from(webhookDeliveries)
        .where(eq(webhookDeliveries.id, deliveryId))
        .for('no key update');
      await expect(
        applyDeliveries(applyPorts, { deliveryIds: [deliveryId] }),
      ).rejects.toMatchObject({
        retryAfterSeconds: 5,
      });
    });
    expect(await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] })).toEqual({
      applied: 1,
      kept: 0,
    });
  });
});

describe('an account that is connected later', () => {
  const unknown = () => ({ externalId: String(Math.floor(1e14 + Math.random() * 9e14)) });
  const connect = async (externalId: string) =>
    createChannel((await createBusiness()).id, {
      externalId,
      credentials: { accessToken: 'token', appSecret: 'their new app' },
    });

  test('gets what came for it before, once', async () => {
    const account = unknown();
    const { deliveryId } = await receiveAndApply(
      envelope(change(account, { messages: [message()] }), change(ours, { messages: [message()] })),
    );
    const before = await textsOf(ours);
    const routed = () => routeItems({ enqueue: insertJobEvents });
    expect(await routed()).toBe(0);
    const channel = await connect(account.externalId);
    expect(await routed()).toBe(1);
    await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] });
    expect(await textsOf(channel)).toHaveLength(1);
    expect(await textsOf(ours)).toEqual(before);
    expect(await routed()).toBe(0);
  });

  test('gets nothing that was signed for others alone', async () => {
    const account = unknown();
    await receiveAndApply(
      envelope(change(ours, {}), change(account, { messages: [message()] })),
      'our own app',
    );
    await connect(account.externalId);
    expect(await routeItems({ enqueue: insertJobEvents })).toBe(0);
  });
});
