import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { jobEvents } from '#db/schema/job-events.ts';
import { conversations } from '#db/schema/conversations.ts';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { insertJobEvents } from '#inngest/job-events.ts';
import type { ChannelAdapter, ChannelKind } from '#server/channels/types.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import { routeItems } from '#server/domain/webhooks/route-items.ts';
import {
  applyPorts,
  appSecret,
  change,
  envelope,
  inBusinessOf,
  message,
  ours,
  ports,
  prepareChannels,
  receive,
  receiveAndApply,
  signed,
  textsOf,
  theirs,
} from '#tests/setup/webhooks.ts';

beforeAll(prepareChannels);

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
