import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import { messages } from '#db/schema/messages.ts';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { listDeadLetters } from '#server/domain/webhooks/list-dead-letters.ts';
import { replayDeadLetter } from '#server/domain/webhooks/replay-dead-letter.ts';
import { replayDeadLetters } from '#server/domain/webhooks/replay-dead-letters.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

let channel: Awaited<ReturnType<typeof createChannel>>;
let ctx: ReturnType<typeof testContext>;

beforeEach(async () => {
  const business = await createBusiness();
  channel = await createChannel(business.id);
  const admin = await createMember(business.id, { role: 'admin' });
  ctx = testContext({ businessId: business.id, actor: actorOf(admin) });
});

const message = () => ({
  from: '919820044121',
  id: `wamid.${randomUUID()}`,
  timestamp: '1772445600',
  type: 'text',
  text: { body: 'Is Ana in today?' },
});

interface Kept {
  item: object;
  signedFor?: string[];
  position?: number;
}

/** A delivery with one item, kept as the dead letter that it once was. */
async function keep({ item, signedFor, position = 0 }: Kept): Promise<string> {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '912248971120', phone_number_id: channel.externalId },
    contacts: [{ profile: { name: 'Priya' }, wa_id: '919820044121' }],
    messages: [item],
  };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  });
  const [delivery] = await forSystem((tx) =>
    tx
      .insert(webhookDeliveries)
      .values({ channelKind: 'whatsapp', body, signedFor: signedFor ?? null, state: 'applied' })
      .returning(),
  );
  const [letter] = await ctx.db((tx) =>
    tx
      .insert(deadLetters)
      .values({
        businessId: ctx.businessId,
        deliveryId: delivery?.id ?? '',
        position,
        channelKind: 'whatsapp',
        externalChannelId: channel.externalId,
        reason: 'The database did not take this item (23514).',
        item,
      })
      .returning(),
  );
  return letter?.id ?? '';
}

const rowsOf = () =>
  ctx.db(async (tx) => ({
    messages: await tx.select().from(messages),
    activities: await tx.select().from(activities),
    letters: await tx.select().from(deadLetters),
  }));

describe('replaying a dropped message', () => {
  test('puts it into its conversation and notes who did it', async () => {
    const item = message();
    const deadLetterId = await keep({ item });
    expect(await replayDeadLetter(ctx, { deadLetterId })).toEqual({
      isApplied: true,
      reason: null,
    });
    const after = await rowsOf();
    expect(after.messages).toMatchObject([{ providerMessageId: item.id, state: 'received' }]);
    expect(after.letters).toMatchObject([{ state: 'replayed' }]);
    expect(after.activities).toMatchObject([
      { kind: 'contact.created', actor: 'system' },
      { kind: 'dead_letter.replayed', actor: 'member' },
    ]);
    expect((await listDeadLetters(ctx, { limit: 10 })).deadLetters).toEqual([]);
  });

  test('any number of times, also side by side, is as good as once', async () => {
    const deadLetterId = await keep({ item: message() });
    await Promise.all(Array.from({ length: 5 }, () => replayDeadLetter(ctx, { deadLetterId })));
    const once = await rowsOf();
    expect(once.messages).toHaveLength(1);
    expect(once.activities.filter(({ kind }) => kind === 'dead_letter.replayed')).toHaveLength(1);
    for (let time = 0; time < 3; time += 1) await replayDeadLetter(ctx, { deadLetterId });
    await replayDeadLetters(ctx);
    expect(await rowsOf()).toEqual(once);
  });

  test('of what still cannot be read keeps it, with the reason of today', async () => {
    const deadLetterId = await keep({ item: { id: 'wamid.broken', type: 'text' } });
    const { isApplied, reason } = await replayDeadLetter(ctx, { deadLetterId });
    expect(isApplied).toBe(false);
    expect(reason).toMatch(/\w+ .*\.$/);
    expect((await rowsOf()).letters).toMatchObject([{ state: 'waiting', reason }]);
  });

  test('finds the item also when the items are counted otherwise by now', async () => {
    const deadLetterId = await keep({ item: message(), position: 7 });
    expect(await replayDeadLetter(ctx, { deadLetterId })).toMatchObject({ isApplied: true });
  });

  test('does not let a secret speak for an account that is not its own', async () => {
    const deadLetterId = await keep({ item: message(), signedFor: ['999999999999999'] });
    const { reason } = await replayDeadLetter(ctx, { deadLetterId });
    expect(reason).toContain('does not speak for this account');
    expect((await rowsOf()).messages).toEqual([]);
  });

  test('brings nothing into a business that has the account now', async () => {
    const deadLetterId = await keep({ item: message() });
    const other = await createBusiness();
    await ctx.db((tx) =>
      tx.update(channels).set({ status: 'disconnected' }).where(eq(channels.id, channel.id)),
    );
    await createChannel(other.id, { externalId: channel.externalId });
    const { reason } = await replayDeadLetter(ctx, { deadLetterId });
    expect(reason).toContain('another business');
    const theirs = await testContext({ businessId: other.id }).db((tx) =>
      tx.select().from(messages),
    );
    expect(theirs).toEqual([]);
  });

  test('is for admins, and a stranger’s does not exist', async () => {
    const deadLetterId = await keep({ item: message() });
    const agent = await createMember(ctx.businessId, { role: 'agent' });
    const asAgent = testContext({ businessId: ctx.businessId, actor: actorOf(agent) });
    const refused = { code: 'FORBIDDEN' };
    await expect(replayDeadLetter(asAgent, { deadLetterId })).rejects.toMatchObject(refused);
    await expect(replayDeadLetters(asAgent)).rejects.toMatchObject(refused);
    await expect(listDeadLetters(asAgent, { limit: 10 })).rejects.toMatchObject(refused);
    const stranger = testContext({ businessId: (await createBusiness()).id });
    await expect(replayDeadLetter(stranger, { deadLetterId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await listDeadLetters(stranger, { limit: 10 })).deadLetters).toEqual([]);
  });
});

test('all at once: what can be applied is, the rest stays and hinders nothing', async () => {
  await keep({ item: message() });
  const broken = await keep({ item: { id: 'wamid.broken', type: 'text' } });
  await keep({ item: message() });
  expect(await replayDeadLetters(ctx)).toEqual({ applied: 2, kept: 1, isMore: false });
  const { deadLetters: left } = await listDeadLetters(ctx, { limit: 10 });
  expect(left.map(({ id }) => id)).toEqual([broken]);
});

test('the list comes in pages, newest first', async () => {
  const made = [];
  for (let count = 0; count < 5; count += 1) made.push(await keep({ item: message() }));
  const first = await listDeadLetters(ctx, { limit: 3 });
  const second = await listDeadLetters(ctx, { limit: 3, cursor: first.nextCursor });
  const seen = [...first.deadLetters, ...second.deadLetters].map(({ id }) => id);
  expect(seen).toEqual(made.reverse());
  expect(second.nextCursor).toBeNull();
});
