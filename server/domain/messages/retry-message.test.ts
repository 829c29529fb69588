import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createConversation, createMember } from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
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

const passing: SendFailure = {
  code: 'provider_unavailable',
  message: 'WhatsApp had a problem of its own.',
  retryable: true,
};
const loseAnswer = () => {
  throw new UnknownOutcomeError('the connection was reset');
};

async function queue() {
  const input = { conversationId: conversation.id, clientId: randomUUID(), text: 'At four?' };
  return (await queueMessage(ctx, input)).messageId;
}

async function read(messageId: string) {
  const [row] = await ctx.db((tx) => tx.select().from(messages).where(eq(messages.id, messageId)));
  if (row === undefined) throw new Error('gone');
  return row;
}

async function tell(
  messageId: string,
  providerMessageId: string,
  status: InboundStatusEvent['status'],
) {
  const about = { providerMessageId, clientReference: messageId, occurredAt: noon };
  await recordReceipts(ctx, { id: conversation.channelId }, [
    {
      type: 'status',
      externalChannelId: 'x',
      status,
      raw: {},
      ...about,
      ...(status === 'failed' && { failure: passing }),
    },
  ]);
}

/** Taken by the provider, then reported as failed: the state in which people press Retry. */
async function failedLater() {
  const messageId = await queue();
  const first = `wamid.first.${messageId}`;
  ctx.answerNextSend(() => ({ ok: true, providerMessageId: first }));
  await sendMessage(ctx, { messageId });
  await tell(messageId, first, 'failed');
  expect(await read(messageId)).toMatchObject({ state: 'failed', canRetry: true });
  return { messageId, first };
}

describe('a message that is sent again after the provider reported it failed', () => {
  test('is unknown, not failed, when the second answer is lost, and its receipt settles it', async () => {
    const { messageId } = await failedLater();
    await retryMessage(ctx, { messageId });
    ctx.answerNextSend(loseAnswer);
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'unknown' });
    await tell(messageId, `wamid.second.${messageId}`, 'delivered');
    expect(await read(messageId)).toMatchObject({
      state: 'delivered',
      providerMessageId: `wamid.second.${messageId}`,
    });
  });

  test('waits for its next try when the provider is busy', async () => {
    const { messageId } = await failedLater();
    await retryMessage(ctx, { messageId });
    ctx.answerNextSend(() => ({ ok: false, failure: passing }));
    await expect(sendMessage(ctx, { messageId })).rejects.toMatchObject({
      name: 'RetryLaterError',
    });
    expect(await read(messageId)).toMatchObject({ state: 'queued' });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });

  test('is not moved by the first try’s receipt when that is told again', async () => {
    const { messageId, first } = await failedLater();
    await retryMessage(ctx, { messageId });
    await tell(messageId, first, 'failed');
    expect(await read(messageId)).toMatchObject({ state: 'queued', providerMessageId: null });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });
});

describe('an answer that comes late', () => {
  test('settles a message that was given up as unknown, so that nobody sends it again', async () => {
    const messageId = await queue();
    ctx.answerNextSend(async () => {
      const givenUp = { state: 'unknown' as const, leaseUntil: null, canRetry: true };
      await ctx.db((tx) => tx.update(messages).set(givenUp).where(eq(messages.id, messageId)));
      return { ok: true, providerMessageId: `wamid.${messageId}` };
    });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    await expect(retryMessage(ctx, { messageId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a channel that cannot be used', () => {
  test('fails the message with a sentence when its credentials cannot be opened', async () => {
    const messageId = await queue();
    const damaged = testContext({
      businessId: ctx.businessId,
      now: noon,
      channels: {
        ...ctx.channels,
        connectionFor: () => {
          throw new Error('This text was not sealed with the current key.');
        },
      },
    });
    expect(await sendMessage(damaged, { messageId })).toEqual({ state: 'failed' });
    expect(await read(messageId)).toMatchObject({
      failureCode: 'credentials_invalid',
      canRetry: true,
    });
  });

  test('sends nothing once it is disconnected, and takes nothing new', async () => {
    const messageId = await queue();
    const ofThread = eq(channels.id, conversation.channelId);
    await ctx.db((tx) => tx.update(channels).set({ status: 'disconnected' }).where(ofThread));
    const before = ctx.sent.length;
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    expect(ctx.sent.length).toBe(before);
    await expect(queue()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await ctx.db((tx) => tx.update(channels).set({ status: 'connected' }).where(ofThread));
  });
});
