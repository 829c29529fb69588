import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import {
  createBusiness,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { reactToMessage } from '#server/domain/messages/react-to-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { reactToMessageInput } from '#server/domain/messages/schema.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
let ctx: TestContext;
let conversation: Awaited<ReturnType<typeof createConversation>>;
let target: Awaited<ReturnType<typeof createMessage>>;

beforeEach(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now: noon });
  conversation = await createConversation(business.id, { lastInboundAt: noon, unreadCount: 2 });
  target = await createMessage(conversation, { occurredAt: noon });
});

const react = (emoji: string | null) => reactToMessage(ctx, { messageId: target.id, emoji });

function sentReactions() {
  return ctx.db((tx) =>
    tx
      .select()
      .from(messages)
      .where(and(eq(messages.conversationId, conversation.id), eq(messages.kind, 'reaction')))
      .orderBy(asc(messages.id)),
  );
}

/** What stands on the message; undefined when nothing ever did. */
async function shown() {
  const rows = await ctx.db((tx) =>
    tx.select().from(reactions).where(eq(reactions.side, 'business')),
  );
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0]?.emoji;
}

async function sendLast() {
  const id = (await sentReactions()).at(-1)?.id ?? '';
  return sendMessage(ctx, { messageId: id });
}

const refusal: SendFailure = { code: 'request_invalid', message: 'No.', retryable: false };

/** The messages that screens were told of. */
async function told() {
  const rows = await ctx.db((tx) => tx.select().from(realtimeEvents));
  return rows.map(({ ids }) => ids.messageId);
}

describe('a reaction', () => {
  test('stands on its message at once and is sent like a message', async () => {
    await react('👍🏽');
    expect(await shown()).toBe('👍🏽');
    expect(await sendLast()).toEqual({ state: 'accepted' });
    const { providerMessageId } = target;
    expect(ctx.sent[0]?.content).toMatchObject({
      kind: 'reaction',
      providerMessageId,
      emoji: '👍🏽',
    });
  });

  test('is told of as news of its message, never as one of its own', async () => {
    await react('👍🏽');
    await sendLast();
    expect(new Set(await told())).toEqual(new Set([target.id]));
  });

  test('is taken back with an empty one', async () => {
    await react('👍🏽');
    await sendLast();
    await react(null);
    expect(await shown()).toBeNull();
    await sendLast();
    expect(ctx.sent[1]?.content).toMatchObject({ kind: 'reaction', emoji: null });
  });

  test('given twice is one, also at the same moment', async () => {
    await Promise.all([react('❤️'), react('❤️')]);
    await react('❤️');
    expect(await sentReactions()).toHaveLength(1);
  });

  test('of nothing that is taken back is nothing', async () => {
    await react(null);
    expect(await sentReactions()).toEqual([]);
  });

  test('that fails for good leaves what was there before', async () => {
    ctx.answerNextSend(() => ({ ok: false, failure: refusal }));
    await react('👍🏽');
    expect(await sendLast()).toEqual({ state: 'failed' });
    expect(await shown()).toBeUndefined();
    await react('❤️');
    await sendLast();
    ctx.answerNextSend(() => ({ ok: false, failure: refusal }));
    await react('😀');
    await sendLast();
    expect(await shown()).toBe('❤️');
  });

  test('that fails after it was changed leaves the change alone', async () => {
    await react('👍🏽');
    await react('❤️');
    const [first] = await sentReactions();
    ctx.answerNextSend(() => ({ ok: false, failure: refusal }));
    await sendMessage(ctx, { messageId: first?.id ?? '' });
    expect(await shown()).toBe('❤️');
  });

  test('that replaced one which then fails leaves, should it fail too, what was there before both', async () => {
    await react('👍🏽');
    await react('❤️');
    const [first, second] = await sentReactions();
    for (const messageId of [first?.id ?? '', second?.id ?? '']) {
      ctx.answerNextSend(() => ({ ok: false, failure: refusal }));
      await sendMessage(ctx, { messageId });
    }
    expect(await shown()).toBeUndefined();
  });

  test('that fails together with the one it replaced leaves what was there before both', async () => {
    for (const emoji of ['👍🏽', '❤️']) {
      ctx.answerNextSend(({ clientReference }) => ({
        ok: true,
        providerMessageId: clientReference,
      }));
      await react(emoji);
      await sendLast();
      ctx.setNow(new Date(ctx.now().getTime() + 1_000));
    }
    const failed = (await sentReactions()).map(({ id }) => ({
      type: 'status' as const,
      externalChannelId: 'x',
      providerMessageId: id,
      status: 'failed' as const,
      occurredAt: ctx.now(),
      failure: refusal,
      raw: {},
    }));
    await recordReceipts(ctx, { id: conversation.channelId }, failed);
    expect((await sentReactions()).map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(await shown()).toBeUndefined();
  });

  test('never overtakes an earlier one on the same message', async () => {
    await react('👍🏽');
    await react('❤️');
    expect(await sendLast()).toEqual({ state: 'queued' });
    expect(ctx.sent).toEqual([]);
  });

  test('moves neither the list nor what is unread', async () => {
    await react('👍🏽');
    const [row] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, conversation.id)),
    );
    expect(row).toMatchObject({ unreadCount: 2, lastMessageId: null, handledBy: 'nobody' });
  });

  test('is refused where nothing can be sent, or where there is nothing to react to', async () => {
    const unsent = await createMessage(conversation, { direction: 'outbound' });
    const onUnsent = reactToMessage(ctx, { messageId: unsent.id, emoji: '👍🏽' });
    await expect(onUnsent).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    const onNothing = reactToMessage(ctx, { messageId: randomUUID(), emoji: '👍🏽' });
    await expect(onNothing).rejects.toMatchObject({ code: 'NOT_FOUND' });
    ctx.setNow(new Date(noon.getTime() + 25 * 60 * 60 * 1000));
    await expect(react('👍🏽')).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await shown()).toBeUndefined();
  });

  test('is one emoji', () => {
    const isTaken = (emoji: string) =>
      reactToMessageInput.safeParse({ messageId: randomUUID(), emoji }).success;
    expect(['👍🏽', '❤️', '👨‍👩‍👧', '🇧🇷', '1️⃣'].map(isTaken)).toEqual([true, true, true, true, true]);
    expect(['', 'ok', '👍👍', '7', 'a', '👍 '].map(isTaken)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
