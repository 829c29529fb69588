import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
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

beforeAll(prepareChannels);

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
