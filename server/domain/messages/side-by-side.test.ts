import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import type { InboundMessageEvent, InboundStatusEvent } from '#server/channels/events.ts';
import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { readConversation } from '#server/domain/conversations/read-conversation.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { reactToMessage } from '#server/domain/messages/react-to-message.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

test('writing, answering, ticking, reading and closing at once in one thread lock nobody out', async () => {
  const { id: businessId } = await createBusiness();
  const channel = await createChannel(businessId);
  const ctx = testContext({ businessId, actor: actorOf(await createMember(businessId)) });
  const write = () => receiveMessage(ctx, channel, fromCustomer(channel.externalId));
  const conversationId = (await write())?.conversationId ?? '';
  const answer = async () => {
    const input = { conversationId, clientId: randomUUID(), text: 'Yes' };
    const { messageId } = await queueMessage(ctx, input);
    const id = `wamid.${messageId}`;
    const tick = (status: InboundStatusEvent['status']) =>
      recordReceipts(ctx, channel, [ticked(channel.externalId, id, messageId, status)]);
    ctx.answerNextSend(({ clientReference }) => ({
      ok: true,
      providerMessageId: `wamid.${clientReference}`,
    }));
    const ticks = (['read', 'delivered', 'sent', 'delivered'] as const).map(tick);
    await Promise.all([sendMessage(ctx, { messageId }), ...ticks]);
    return messageId;
  };
  const look = () => readConversation(ctx, { conversationId });
  const close = () => closeConversation(ctx, { conversationId });
  const rounds = Array.from({ length: 10 }, () => [write, answer, look, close, answer]);
  await Promise.all(rounds.flat().map((deed) => deed()));
  const rows = await ctx.db((tx) =>
    tx.select().from(messages).where(eq(messages.conversationId, conversationId)),
  );
  expect(rows.filter(({ direction }) => direction === 'inbound')).toHaveLength(11);
  const answers = rows.filter(({ direction }) => direction === 'outbound');
  expect(answers.map(({ state }) => state)).toEqual(Array(20).fill('read'));
  const [thread] = await ctx.db((tx) =>
    tx.select().from(conversations).where(eq(conversations.id, conversationId)),
  );
  expect(rows.map(({ id }) => id)).toContain(thread?.lastMessageId);
});

test('a reaction that is taken back while it is first sent locks nobody out', async () => {
  const { id: businessId } = await createBusiness();
  const ctx = testContext({ businessId, actor: actorOf(await createMember(businessId)) });
  const now = new Date();
  const channelId = (await createChannel(businessId)).id;
  const takeBack = async () => {
    const conversation = await createConversation(businessId, { channelId, lastInboundAt: now });
    const { id: messageId } = await createMessage(conversation, { occurredAt: now });
    await reactToMessage(ctx, { messageId, emoji: '🙏' });
    const [first] = await reactionsIn(ctx, conversation.id);
    await Promise.all([
      sendMessage(ctx, { messageId: first?.id ?? '' }),
      reactToMessage(ctx, { messageId, emoji: null }),
    ]);
    return reactionsIn(ctx, conversation.id);
  };
  const sent = await Promise.all(Array.from({ length: 40 }, takeBack));
  expect(sent.map((those) => those.map(({ text }) => text))).toEqual(Array(40).fill(['🙏', '']));
});

test('a reaction that came while the one before it was being settled waits for that, and then goes', async () => {
  const { id: businessId } = await createBusiness();
  const ctx = testContext({ businessId, actor: actorOf(await createMember(businessId)) });
  const conversation = await createConversation(businessId, { lastInboundAt: new Date() });
  const { id: messageId } = await createMessage(conversation, { occurredAt: new Date() });
  await reactToMessage(ctx, { messageId, emoji: '🙏' });
  const [first] = await reactionsIn(ctx, conversation.id);
  const [written, settled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const settling = ctx.db(async (tx) => {
    await tx
      .update(messages)
      .set({ state: 'accepted' })
      .where(eq(messages.id, first?.id ?? ''));
    written.resolve();
    await settled.promise;
  });
  await written.promise;
  await reactToMessage(ctx, { messageId, emoji: null });
  const second = (await reactionsIn(ctx, conversation.id)).at(-1);
  expect(second?.followsId).toBe(first?.id);
  const sending = sendMessage(ctx, { messageId: second?.id ?? '' });
  await delay(100);
  settled.resolve();
  await settling;
  expect(await sending).toEqual({ state: 'accepted' });
});

function reactionsIn(ctx: TestContext, conversationId: string) {
  const those = and(eq(messages.conversationId, conversationId), eq(messages.kind, 'reaction'));
  return ctx.db((tx) => tx.select().from(messages).where(those).orderBy(messages.id));
}

function fromCustomer(externalChannelId: string): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId,
    providerMessageId: `wamid.${randomUUID()}`,
    from: { address: '919820044121', profileName: randomUUID() },
    occurredAt: new Date(),
    content: { kind: 'text', text: 'Hello' },
    opensReplyWindow: true,
    raw: {},
  };
}

function ticked(
  externalChannelId: string,
  providerMessageId: string,
  clientReference: string,
  status: InboundStatusEvent['status'],
): InboundStatusEvent {
  const about = { externalChannelId, providerMessageId, clientReference };
  return { type: 'status', ...about, status, occurredAt: new Date(), raw: {} };
}
