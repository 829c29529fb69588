import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import {
  createBusiness,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import type { InboundContent } from '#server/channels/content.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { InboundEchoEvent, InboundMessageEvent } from '#server/channels/events.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { receiveEcho } from '#server/domain/messages/receive-echo.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { recordRevision } from '#server/domain/messages/record-revision.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
let ctx: TestContext;
let businessId: string;

beforeAll(async () => {
  businessId = (await createBusiness()).id;
  const member = await createMember(businessId);
  ctx = testContext({ businessId, actor: actorOf(member), now: noon });
});

async function openThread() {
  const row = await createConversation(businessId, {
    lastInboundAt: noon,
    lastMessageAt: new Date(0),
  });
  return { ...row, channel: { id: row.channelId, kind: 'whatsapp' as const } };
}

type Thread = Awaited<ReturnType<typeof openThread>>;

function echoTo(thread: Thread, overrides: Partial<InboundEchoEvent> = {}): InboundEchoEvent {
  return {
    type: 'echo',
    externalChannelId: 'x',
    providerMessageId: `wamid.${randomUUID()}`,
    to: { address: thread.address },
    occurredAt: after(10),
    content: { kind: 'text', text: 'See you at four!' },
    raw: {},
    ...overrides,
  };
}

function wordsFrom(thread: Thread, occurredAt: Date): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId: 'x',
    providerMessageId: `wamid.${randomUUID()}`,
    from: { address: thread.address },
    occurredAt,
    content: { kind: 'text', text: 'Is four all right?' },
    opensReplyWindow: true,
    raw: {},
  };
}

async function queue(thread: Thread, text = 'See you at four!') {
  const input = { conversationId: thread.id, clientId: randomUUID(), text };
  return (await queueMessage(ctx, input)).messageId;
}

async function stateOf(thread: Thread) {
  return ctx.db(async (tx) => {
    const texts = await tx
      .select()
      .from(messages)
      .where(eq(messages.conversationId, thread.id))
      .orderBy(messages.occurredAt, messages.id);
    const [row] = await tx.select().from(conversations).where(eq(conversations.id, thread.id));
    return { texts, row };
  });
}

describe('a message written on the phone', () => {
  test('is a message of a member without a name, who has the conversation in hand', async () => {
    const thread = await openThread();
    const event = echoTo(thread);
    await receiveMessage(ctx, thread.channel, wordsFrom(thread, noon));
    await receiveEcho(ctx, thread.channel, event);
    await receiveEcho(ctx, thread.channel, event);
    const { texts, row } = await stateOf(thread);
    expect(texts).toMatchObject([
      { direction: 'inbound' },
      { direction: 'outbound', author: 'member', authorMemberId: null, state: 'sent' },
    ]);
    expect(row).toMatchObject({
      handledBy: 'member',
      unreadCount: 0,
      lastMessageText: 'See you at four!',
      lastInboundAt: noon,
    });
  });

  test('answers what was written before it, in whatever order the two come', async () => {
    for (const isLate of [false, true]) {
      const thread = await openThread();
      const [before, later] = [wordsFrom(thread, noon), wordsFrom(thread, after(20))];
      const events = [before, later].map(
        (event) => () => receiveMessage(ctx, thread.channel, event),
      );
      const echo = () => receiveEcho(ctx, thread.channel, echoTo(thread));
      for (const apply of isLate ? [...events, echo] : [echo, ...events]) await apply();
      expect((await stateOf(thread)).row?.unreadCount).toBe(1);
    }
  });

  test('takes the receipts and the changes that came before it', async () => {
    const thread = await openThread();
    const event = echoTo(thread);
    const { providerMessageId } = event;
    const of = { externalChannelId: 'x', providerMessageId, raw: {} };
    await recordReceipts(ctx, thread.channel, [
      { type: 'status', status: 'read', occurredAt: after(30), ...of },
    ]);
    const content = { kind: 'text' as const, text: 'See you at five!' };
    await recordRevision(ctx, thread.channel, {
      type: 'revision',
      content,
      occurredAt: after(20),
      ...of,
    });
    await receiveEcho(ctx, thread.channel, event);
    const { texts, row } = await stateOf(thread);
    expect(texts).toMatchObject([{ state: 'read', text: 'See you at five!', editedAt: after(20) }]);
    expect(row).toMatchObject({ lastMessageState: 'read', lastMessageText: 'See you at five!' });
  });

  test('delivered five times at once is one message', async () => {
    const thread = await openThread();
    const event = echoTo(thread);
    await Promise.all(Array.from({ length: 5 }, () => receiveEcho(ctx, thread.channel, event)));
    expect((await stateOf(thread)).texts).toHaveLength(1);
  });
});

describe('an echo of a message of ours', () => {
  test('that we know changes nothing', async () => {
    const thread = await openThread();
    const messageId = await queue(thread);
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: 'wamid.known' }));
    await sendMessage(ctx, { messageId });
    const before = await stateOf(thread);
    await receiveEcho(ctx, thread.channel, echoTo(thread, { providerMessageId: 'wamid.known' }));
    expect(await stateOf(thread)).toEqual(before);
  });

  test('settles it while its answer is out, and the answer then finds its own', async () => {
    const thread = await openThread();
    const messageId = await queue(thread);
    const event = echoTo(thread);
    ctx.answerNextSend(async () => {
      await receiveEcho(ctx, thread.channel, event);
      return { ok: true, providerMessageId: event.providerMessageId };
    });
    await sendMessage(ctx, { messageId });
    const { texts } = await stateOf(thread);
    expect(texts).toMatchObject([
      { id: messageId, state: 'sent', providerMessageId: event.providerMessageId },
    ]);
  });

  test('settles one whose answer was lost, so that nobody sends it again', async () => {
    const thread = await openThread();
    const messageId = await queue(thread);
    ctx.answerNextSend(() => {
      throw new UnknownOutcomeError('The line went dead.');
    });
    await sendMessage(ctx, { messageId });
    await receiveEcho(ctx, thread.channel, echoTo(thread));
    const { texts } = await stateOf(thread);
    expect(texts).toMatchObject([{ id: messageId, state: 'sent', failureCode: null }]);
  });

  test('settles none of another day: the same words were written anew', async () => {
    const thread = await openThread();
    const messageId = await queue(thread);
    ctx.answerNextSend(() => {
      throw new UnknownOutcomeError('The line went dead.');
    });
    await sendMessage(ctx, { messageId });
    await receiveEcho(ctx, thread.channel, echoTo(thread, { occurredAt: after(90_000) }));
    const { texts } = await stateOf(thread);
    expect(texts).toMatchObject([{ id: messageId, state: 'unknown' }, { state: 'sent' }]);
  });

  test('that stands as a message of its own becomes one with it when the answer comes', async () => {
    const thread = await openThread();
    const messageId = await queue(thread, 'See you at four.');
    const event = echoTo(thread, { content: { kind: 'text', text: 'See you at four. ' } });
    ctx.answerNextSend(async () => {
      await receiveEcho(ctx, thread.channel, event);
      expect((await stateOf(thread)).texts).toHaveLength(2);
      return { ok: true, providerMessageId: event.providerMessageId };
    });
    await sendMessage(ctx, { messageId });
    const { texts, row } = await stateOf(thread);
    expect(texts).toMatchObject([{ id: messageId, providerMessageId: event.providerMessageId }]);
    expect(row).toMatchObject({ lastMessageId: messageId, lastMessageText: 'See you at four.' });
  });

  test('that stands on its own becomes one with it also by a receipt that names both', async () => {
    const thread = await openThread();
    const messageId = await queue(thread, 'See you at four.');
    ctx.answerNextSend(() => {
      throw new UnknownOutcomeError('The line went dead.');
    });
    await sendMessage(ctx, { messageId });
    const event = echoTo(thread, { content: { kind: 'text', text: 'See you at four. ' } });
    await receiveEcho(ctx, thread.channel, event);
    const of = { externalChannelId: 'x', providerMessageId: event.providerMessageId, raw: {} };
    await recordReceipts(ctx, thread.channel, [
      { type: 'status', status: 'sent', occurredAt: after(11), ...of },
      { type: 'status', status: 'read', occurredAt: after(12), clientReference: messageId, ...of },
    ]);
    expect((await stateOf(thread)).texts).toMatchObject([{ id: messageId, state: 'read' }]);
  });

  test('is another message when the answer says so: the same words were also written on the phone', async () => {
    const thread = await openThread();
    const messageId = await queue(thread);
    const event = echoTo(thread);
    ctx.answerNextSend(async () => {
      await receiveEcho(ctx, thread.channel, event);
      return { ok: true, providerMessageId: 'wamid.of-our-call' };
    });
    await sendMessage(ctx, { messageId });
    const { texts } = await stateOf(thread);
    expect(texts.map(({ providerMessageId }) => providerMessageId).toSorted()).toEqual(
      [event.providerMessageId, 'wamid.of-our-call'].toSorted(),
    );
    expect(new Set(texts.map(({ text }) => text))).toEqual(new Set(['See you at four!']));
  });

  test.each([
    [
      'buttons, of which it tells the words',
      { kind: 'buttons', text: 'Which day?', content: { footer: 'We open at ten', buttons: [] } },
      { kind: 'text', text: 'Which day?\n\nWe open at ten' },
    ],
    [
      'a link, of which it tells the title',
      { kind: 'link', text: 'Our prices', content: { label: 'Open', url: 'https://luxe.example' } },
      { kind: 'share', text: '', share: { from: 'link', title: 'Our prices' }, files: [] },
    ],
  ] as const)('settles %s', async (_what, ours, content) => {
    const thread = await openThread();
    const lost = { direction: 'outbound', state: 'unknown', providerMessageId: null } as const;
    const message = await createMessage(thread, { ...lost, ...ours, occurredAt: after(5) });
    const words: InboundContent = { kind: 'text', text: 'Which way?' };
    await receiveEcho(ctx, thread.channel, echoTo(thread, { content: words }));
    expect((await stateOf(thread)).texts).toMatchObject([{ state: 'unknown' }, { state: 'sent' }]);
    const event = echoTo(thread, { content: structuredClone(content) as InboundContent });
    await receiveEcho(ctx, thread.channel, event);
    const { texts } = await stateOf(thread);
    expect(texts.find(({ id }) => id === message.id)).toMatchObject({
      state: 'sent',
      kind: ours.kind,
      providerMessageId: event.providerMessageId,
    });
  });
});
