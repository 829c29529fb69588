import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createConversation, createMember } from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
let ctx: TestContext;
let conversation: Awaited<ReturnType<typeof createConversation>>;

beforeAll(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now: noon });
  conversation = await createConversation(business.id, { lastInboundAt: noon });
});

async function queue(text = 'See you at four!') {
  ctx.setNow(noon);
  const input = { conversationId: conversation.id, clientId: randomUUID(), text };
  return (await queueMessage(ctx, input)).messageId;
}

async function read(messageId: string) {
  const [row] = await ctx.db((tx) => tx.select().from(messages).where(eq(messages.id, messageId)));
  if (row === undefined) throw new Error('gone');
  return row;
}

function receipt(
  of: { providerMessageId: string; clientReference?: string },
  status: InboundStatusEvent['status'],
  failure?: SendFailure,
): InboundStatusEvent {
  const occurredAt = new Date(noon.getTime() + 5_000);
  const about = { externalChannelId: 'x', occurredAt, raw: {}, ...of };
  return { type: 'status', status, ...about, ...(failure && { failure }) };
}

const refused: SendFailure = {
  code: 'recipient_unreachable',
  message: 'This number is not on WhatsApp.',
  retryable: false,
};

describe('sending', () => {
  test('hands the provider the text under our own id and keeps the provider’s', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: 'wamid.first' }));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(ctx.sent.at(-1)).toMatchObject({
      clientReference: messageId,
      to: { address: conversation.address },
      content: { kind: 'text', text: 'See you at four!' },
    });
    expect(await read(messageId)).toMatchObject({ providerMessageId: 'wamid.first' });
  });

  test('twice at once calls the provider once', async () => {
    const messageId = await queue();
    const before = ctx.sent.length;
    const tries = [sendMessage(ctx, { messageId }), sendMessage(ctx, { messageId })];
    await Promise.allSettled(tries);
    expect(ctx.sent.length - before).toBe(1);
  });

  test('a message that is already sent does nothing', async () => {
    const messageId = await queue();
    await sendMessage(ctx, { messageId });
    const before = ctx.sent.length;
    await sendMessage(ctx, { messageId });
    expect(ctx.sent.length).toBe(before);
  });

  test('a refusal is kept with its reason and shown in the list', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: false, failure: refused }));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    const [listed] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, conversation.id)),
    );
    expect(listed).toMatchObject({
      lastMessageState: 'failed',
      lastMessageFailure: 'This number is not on WhatsApp.',
    });
  });

  test('a passing refusal is tried again later, four times at most', async () => {
    const messageId = await queue();
    const busy = { ...refused, code: 'provider_unavailable', retryable: true } as const;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      ctx.answerNextSend(() => ({ ok: false, failure: { ...busy, retryAfterSeconds: 7 } }));
      const wait = await sendMessage(ctx, { messageId }).catch((error: unknown) => error);
      if (!(wait instanceof RetryLaterError)) throw new Error('It was not put off.');
      expect(wait.retryAfterSeconds).toBeGreaterThanOrEqual(7);
      expect((await read(messageId)).state).toBe('queued');
    }
    ctx.answerNextSend(() => ({ ok: false, failure: busy }));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
  });
});

describe('a lost answer', () => {
  const loseAnswer = () => {
    throw new UnknownOutcomeError('the connection was reset');
  };

  test('leaves the message unknown, and nothing sends it again by itself', async () => {
    const messageId = await queue();
    ctx.answerNextSend(loseAnswer);
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'unknown' });
    const before = ctx.sent.length;
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'unknown' });
    expect(ctx.sent.length).toBe(before);
  });

  test('is settled by a receipt that carries our id', async () => {
    const messageId = await queue();
    ctx.answerNextSend(loseAnswer);
    await sendMessage(ctx, { messageId });
    const about = { providerMessageId: `wamid.${messageId}`, clientReference: messageId };
    await recordReceipts(ctx, { id: conversation.channelId }, [receipt(about, 'delivered')]);
    expect(await read(messageId)).toMatchObject({
      state: 'delivered',
      providerMessageId: about.providerMessageId,
      failureText: null,
    });
    await expect(retryMessage(ctx, { messageId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('can be sent again when a person asks for it', async () => {
    const messageId = await queue();
    ctx.answerNextSend(loseAnswer);
    await sendMessage(ctx, { messageId });
    await retryMessage(ctx, { messageId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });

  test('by a sender that died is unknown once its lease is over, and busy before', async () => {
    const messageId = await queue();
    const died = { state: 'sending' as const, leaseUntil: new Date(noon.getTime() + 30_000) };
    await ctx.db((tx) => tx.update(messages).set(died).where(eq(messages.id, messageId)));
    await expect(sendMessage(ctx, { messageId })).rejects.toBeInstanceOf(RetryLaterError);
    ctx.setNow(new Date(noon.getTime() + 31_000));
    const before = ctx.sent.length;
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'unknown' });
    expect(ctx.sent.length).toBe(before);
  });
});

describe('receipts', () => {
  test('that overtake our own record are applied when the provider id is stored', async () => {
    const messageId = await queue();
    ctx.answerNextSend(async () => {
      await recordReceipts(ctx, { id: conversation.channelId }, [
        receipt({ providerMessageId: 'wamid.fast' }, 'delivered'),
      ]);
      return { ok: true, providerMessageId: 'wamid.fast' };
    });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'delivered' });
  });

  test('in any order, and repeated, never move a message back', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: 'wamid.order' }));
    await sendMessage(ctx, { messageId });
    for (const status of ['read', 'sent', 'delivered', 'read', 'sent'] as const) {
      const about = { providerMessageId: 'wamid.order' };
      await recordReceipts(ctx, { id: conversation.channelId }, [receipt(about, status)]);
      expect((await read(messageId)).state).toBe('read');
    }
  });

  test('failed says why; delivered after it clears the reason', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: 'wamid.fails' }));
    await sendMessage(ctx, { messageId });
    const about = { providerMessageId: 'wamid.fails' };
    const on = { id: conversation.channelId };
    await recordReceipts(ctx, on, [receipt(about, 'failed', refused)]);
    expect(await read(messageId)).toMatchObject({
      state: 'failed',
      failureText: refused.message,
      canRetry: true,
    });
    await recordReceipts(ctx, on, [receipt(about, 'delivered')]);
    expect(await read(messageId)).toMatchObject({ state: 'delivered', failureText: null });
  });

  test('an answer to an earlier try says nothing of the one that a person asked for since', async () => {
    const messageId = await queue();
    ctx.answerNextSend(async () => {
      // Its lease ends, it is given up, and a person sends it again: that call is under way.
      await ctx.db((tx) =>
        tx.update(messages).set({ attempts: 2 }).where(eq(messages.id, messageId)),
      );
      return { ok: false, failure: refused };
    });
    await sendMessage(ctx, { messageId });
    expect(await read(messageId)).toMatchObject({ state: 'sending', failureCode: null });
  });

  test('of one status count with the earliest moment that was told of it, whichever comes first', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: 'wamid.twice' }));
    await sendMessage(ctx, { messageId });
    const say = async (seconds: number, message: string) => {
      const failure = { ...refused, message };
      const said = receipt({ providerMessageId: 'wamid.twice' }, 'failed', failure);
      const occurredAt = new Date(noon.getTime() + seconds * 1_000);
      await recordReceipts(ctx, { id: conversation.channelId }, [{ ...said, occurredAt }]);
      return occurredAt;
    };
    await say(20, 'Second.');
    const first = await say(10, 'First.');
    await say(30, 'Third.');
    const stands = { state: 'failed', failureText: 'First.', stateAt: first };
    expect(await read(messageId)).toMatchObject(stands);
  });
});

describe('queueing', () => {
  test('the same client id twice, even at once, is one message', async () => {
    ctx.setNow(noon);
    const input = { conversationId: conversation.id, clientId: randomUUID(), text: 'Once' };
    const answers = await Promise.all([queueMessage(ctx, input), queueMessage(ctx, input)]);
    expect(answers[0]).toEqual(answers[1]);
  });

  test('outside the reply window is refused with the reason', async () => {
    ctx.setNow(new Date(noon.getTime() + 24 * 60 * 60 * 1000));
    const input = { conversationId: conversation.id, clientId: randomUUID(), text: 'Too late' };
    await expect(queueMessage(ctx, input)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });
});
