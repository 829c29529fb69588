import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import {
  createBusiness,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { markRead } from '#server/domain/messages/mark-read.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { sentJobs } from '#tests/setup/sent-jobs.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
let ctx: TestContext;
let conversation: Awaited<ReturnType<typeof createConversation>>;

beforeEach(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now: noon });
  conversation = await createConversation(business.id, { lastInboundAt: noon });
});

async function setMarksRead(marksRead: boolean) {
  const { channelId } = conversation;
  await ctx.db((tx) => tx.update(channels).set({ marksRead }).where(eq(channels.id, channelId)));
}

async function reply() {
  const input = { conversationId: conversation.id, clientId: randomUUID(), text: 'At four!' };
  return (await queueMessage(ctx, input)).messageId;
}

const askedFor = () => sentJobs(ctx, 'conversation.answered');

describe('a reply', () => {
  test('marks nothing as read unless the channel is set to', async () => {
    await createMessage(conversation, { occurredAt: noon });
    await reply();
    expect(await askedFor()).toEqual([]);
  });

  test('marks what the contact wrote last, once however many replies there are', async () => {
    await setMarksRead(true);
    await createMessage(conversation, { occurredAt: new Date(noon.getTime() - 60_000) });
    const newest = await createMessage(conversation, { occurredAt: noon });
    await reply();
    await reply();
    expect(await askedFor()).toMatchObject([{ messageId: newest.id }]);
  });

  test('marks what the contact wrote, not what the provider says of them', async () => {
    await setMarksRead(true);
    const said = await createMessage(conversation, { occurredAt: noon });
    await createMessage(conversation, {
      kind: 'notice',
      text: 'Their number changed.',
      occurredAt: new Date(noon.getTime() + 1_000),
    });
    await reply();
    expect(await askedFor()).toMatchObject([{ messageId: said.id }]);
  });

  test('marks nothing where nobody has written', async () => {
    await setMarksRead(true);
    await reply();
    expect(await askedFor()).toEqual([]);
  });
});

describe('marking as read', () => {
  test('names the message at the provider, and shows typing only while a reply is under way', async () => {
    const newest = await createMessage(conversation, { occurredAt: noon });
    const about = { conversationId: conversation.id, messageId: newest.id };
    const messageId = await reply();
    expect(await markRead(ctx, about)).toEqual({ isMarked: true });
    await sendMessage(ctx, { messageId });
    await markRead(ctx, about);
    const { providerMessageId } = newest;
    const to = { address: conversation.address };
    expect(ctx.readMarks).toEqual([
      { to, providerMessageId, isTyping: true },
      { to, providerMessageId, isTyping: false },
    ]);
  });

  test('of what is not there, or on a channel that was let go, does nothing', async () => {
    const newest = await createMessage(conversation, { occurredAt: noon });
    const about = { conversationId: conversation.id, messageId: newest.id };
    expect(await markRead(ctx, { ...about, messageId: randomUUID() })).toEqual({ isMarked: false });
    await ctx.db((tx) =>
      tx
        .update(channels)
        .set({ status: 'disconnected' })
        .where(eq(channels.id, conversation.channelId)),
    );
    expect(await markRead(ctx, about)).toEqual({ isMarked: false });
    expect(ctx.readMarks).toEqual([]);
  });

  test('that fails throws nothing', async () => {
    const newest = await createMessage(conversation, { occurredAt: noon });
    const failing: TestContext = {
      ...ctx,
      channels: {
        ...ctx.channels,
        adapterFor: (kind) => ({
          ...ctx.channels.adapterFor(kind),
          markRead: () => Promise.reject(new Error('down')),
        }),
      },
    };
    const about = { conversationId: conversation.id, messageId: newest.id };
    expect(await markRead(failing, about)).toEqual({ isMarked: false });
  });
});
