import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { receipts } from '#db/schema/messages.ts';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import type { InboundMessageEvent, InboundStatusEvent } from '#server/channels/events.ts';
import { applyGroup, groupItems } from '#server/domain/webhooks/apply-group.ts';
import type { RoutedItem } from '#server/domain/webhooks/internal.ts';
import { testContext } from '#tests/setup/test-context.ts';

const contextFor = (businessId: string) => testContext({ businessId });

async function openDelivery() {
  const { id: businessId } = await createBusiness();
  const channel = await createChannel(businessId);
  const [delivery] = await forSystem((tx) =>
    tx.insert(webhookDeliveries).values({ channelKind: 'whatsapp', body: '{}' }).returning(),
  );
  if (delivery === undefined) throw new Error('The delivery was not stored.');
  return { businessId, channel, delivery };
}

function receipt(externalChannelId: string, occurredAt = new Date()): InboundStatusEvent {
  const about = { externalChannelId, providerMessageId: `wamid.${randomUUID()}` };
  return { type: 'status', status: 'sent', occurredAt, ...about, raw: {} };
}

function words(externalChannelId: string, address: string): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId,
    providerMessageId: `wamid.${randomUUID()}`,
    from: { address },
    occurredAt: new Date(),
    content: { kind: 'text', text: 'Hello' },
    opensReplyWindow: true,
    raw: {},
  };
}

test('of receipts that are applied together the one that cannot be is kept, and no other', async () => {
  const { businessId, channel, delivery } = await openDelivery();
  const beyondAllCalendars = new Date(8.64e15);
  const events = [
    receipt(channel.externalId),
    receipt(channel.externalId, beyondAllCalendars),
    receipt(channel.externalId),
  ];
  const group = events.map((event, position) => ({ delivery, channel, position, event }));
  expect(await applyGroup(contextFor, group)).toEqual(['applied', 'kept', 'applied']);
  const rows = await testContext({ businessId }).db(async (tx) => ({
    receipts: await tx.select().from(receipts),
    letters: await tx.select().from(deadLetters),
  }));
  expect(rows.receipts).toHaveLength(2);
  expect(rows.letters).toHaveLength(1);
});

test('one sender’s words stay in one group in their order; receipts go by the hundred', async () => {
  const { channel, delivery } = await openDelivery();
  const { externalId } = channel;
  const events = [
    words(externalId, '919820044121'),
    ...Array.from({ length: 101 }, () => receipt(externalId)),
    words(externalId, '5511900000000'),
    words(externalId, '919820044121'),
  ];
  const items = events.map((event, position): RoutedItem => ({
    delivery,
    channel,
    position,
    event,
  }));
  const positions = groupItems(items).map((group) => group.map(({ position }) => position));
  const receiptsOnly = positions.filter((group) => group.every((at) => at > 0 && at < 102));
  expect(receiptsOnly.map((group) => group.length)).toEqual([100, 1]);
  expect(positions).toContainEqual([0, 103]);
  expect(positions).toContainEqual([102]);
});
