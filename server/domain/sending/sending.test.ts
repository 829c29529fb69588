import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import type { FailureCode, SendFailure } from '#server/channels/failures.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
let ctx: TestContext;
let channelId: string;
let conversationId: string;

beforeEach(async () => {
  const business = await createBusiness();
  const owner = actorOf(await createMember(business.id, { role: 'owner' }));
  ctx = testContext({ businessId: business.id, actor: owner, now: noon });
  channelId = (await createChannel(business.id)).id;
  conversationId = await person();
});

async function person() {
  return (await createConversation(ctx.businessId, { channelId, lastInboundAt: noon })).id;
}

const mine = () => eq(channels.id, channelId);

/** As a bulk send leaves it: a message of its own for a person of its own. */
async function queueForCampaign() {
  const to = await createConversation(ctx.businessId, { channelId, lastInboundAt: noon });
  const row = { direction: 'outbound', author: 'campaign', occurredAt: noon } as const;
  return (await createMessage(to, row)).id;
}

async function queue(to = conversationId) {
  const input = { conversationId: to, clientId: randomUUID(), text: 'See you at four!' };
  return (await queueMessage(ctx, input)).messageId;
}

async function readChannel() {
  const [row] = await ctx.db((tx) => tx.select().from(channels).where(mine()));
  return row;
}

async function readMessage(messageId: string) {
  const [row] = await ctx.db((tx) => tx.select().from(messages).where(eq(messages.id, messageId)));
  return row;
}

const failureOf = (code: FailureCode, retryable = false): SendFailure => ({
  code,
  message: 'The provider said no.',
  retryable,
});

/** Sends one that the provider refuses; what it waits for the next try, if there is one. */
async function refuse(code: FailureCode, retryable = false, to = conversationId) {
  const messageId = await queue(to);
  ctx.answerNextSend(() => ({ ok: false, failure: failureOf(code, retryable) }));
  return { messageId, wait: await waitOf(messageId) };
}

/** Null when it went, or failed for good. */
async function waitOf(messageId: string): Promise<number | null> {
  try {
    await sendMessage(ctx, { messageId });
    return null;
  } catch (error) {
    if (error instanceof RetryLaterError) return error.retryAfterSeconds;
    throw error;
  }
}

describe('a refusal that concerns the whole channel', () => {
  test('pauses it, tells the admins why, and stops what is queued', async () => {
    const waiting = await queue();
    await refuse('credentials_invalid');
    expect(await readChannel()).toMatchObject({
      status: 'paused',
      statusReason: 'The provider said no.',
    });
    const before = ctx.sent.length;
    expect(await sendMessage(ctx, { messageId: waiting })).toEqual({ state: 'failed' });
    expect(await readMessage(waiting)).toMatchObject({
      failureCode: 'channel_paused',
      canRetry: true,
    });
    expect(ctx.sent.length).toBe(before);
    await expect(queue()).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'channel_paused' },
    });
    await expect(retryMessage(ctx, { messageId: waiting })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    const told = await ctx.db((tx) => tx.select().from(activities));
    expect(told.filter(({ kind }) => kind === 'channel.paused')).toMatchObject([
      { data: { channelId, reason: 'The provider said no.' } },
    ]);
  });

  test('is over once an admin resumes it; an agent may not', async () => {
    const { messageId } = await refuse('account_blocked');
    const agent = actorOf(await createMember(ctx.businessId));
    const asAgent = testContext({ businessId: ctx.businessId, actor: agent });
    await expect(resumeChannel(asAgent, { channelId })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await resumeChannel(ctx, { channelId });
    expect(await readChannel()).toMatchObject({ status: 'connected', statusReason: null });
    await retryMessage(ctx, { messageId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });

  test('can also come as a receipt, and then once only', async () => {
    const messageId = await queue();
    ctx.answerNextSend(() => ({ ok: true, providerMessageId: `wamid.${messageId}` }));
    await sendMessage(ctx, { messageId });
    const receipt = {
      type: 'status',
      status: 'failed',
      externalChannelId: 'x',
      providerMessageId: `wamid.${messageId}`,
      occurredAt: noon,
      failure: failureOf('account_blocked'),
      raw: {},
    } as const;
    await recordReceipts(ctx, { id: channelId }, [receipt]);
    expect(await readChannel()).toMatchObject({ status: 'paused' });
    await resumeChannel(ctx, { channelId });
    await recordReceipts(ctx, { id: channelId }, [receipt]);
    expect(await readChannel()).toMatchObject({ status: 'connected' });
  });

  test('may be a warning only, which stands while the channel goes on', async () => {
    await refuse('payment_required');
    expect(await readChannel()).toMatchObject({
      status: 'connected',
      statusReason: 'The provider said no.',
    });
    expect(await waitOf(await queue())).toBeNull();
    await resumeChannel(ctx, { channelId });
    expect(await readChannel()).toMatchObject({ statusReason: null });
  });

  test('as slowing down holds every message of the channel until then, and no longer', async () => {
    const { messageId, wait } = await refuse('rate_limited', true);
    expect(wait).toBeGreaterThanOrEqual(5);
    const other = await queue(await person());
    const before = ctx.sent.length;
    expect(await waitOf(other)).toBeGreaterThanOrEqual(wait ?? 0);
    expect(ctx.sent.length).toBe(before);
    ctx.setNow(after((wait ?? 0) + 0.5));
    expect(await waitOf(messageId)).toBeNull();
    expect(await waitOf(other)).toBeNull();
  });
});

describe('a refusal that concerns one person', () => {
  test('as slowing down holds nobody else', async () => {
    const { wait } = await refuse('recipient_rate_limited', true);
    expect(wait).toBeGreaterThanOrEqual(4);
    expect(await waitOf(await queue())).toBeGreaterThanOrEqual(4);
    expect(await waitOf(await queue(await person()))).toBeNull();
  });

  test('three times in a row marks the address, until they write', async () => {
    for (let time = 1; time <= 3; time += 1) {
      ctx.setNow(after(time));
      await refuse('recipient_unreachable');
    }
    await expect(queue()).rejects.toMatchObject({ details: { reason: 'address_unreachable' } });
    await ctx.db((tx) =>
      tx
        .update(conversations)
        .set({ lastInboundAt: after(60) })
        .where(eq(conversations.id, conversationId)),
    );
    ctx.setNow(after(61));
    await refuse('recipient_unreachable');
    expect(await waitOf(await queue())).toBeNull();
  });
});

describe('who stopped marketing', () => {
  test('gets no more of it, and still the replies of people', async () => {
    const send = async () => {
      const row = { direction: 'outbound', author: 'campaign', occurredAt: noon } as const;
      const to = { businessId: ctx.businessId, id: conversationId, channelId };
      const { id: messageId } = await createMessage(to, row);
      await sendMessage(ctx, { messageId });
      return readMessage(messageId);
    };
    ctx.answerNextSend(() => ({ ok: false, failure: failureOf('marketing_opted_out') }));
    expect(await send()).toMatchObject({ failureCode: 'marketing_opted_out' });
    expect(await send()).toMatchObject({ failureCode: 'opted_out' });
    expect(await waitOf(await queue())).toBeNull();
    expect(ctx.sent).toHaveLength(2);
  });

  test('is known also when the provider says so before its answer to the message is here', async () => {
    const messageId = await queue();
    const providerMessageId = `wamid.${messageId}`;
    ctx.answerNextSend(async () => {
      const about = { type: 'status', externalChannelId: 'x', providerMessageId, raw: {} } as const;
      const failure = failureOf('marketing_opted_out');
      const said = { ...about, status: 'failed', occurredAt: noon, failure } as const;
      await recordReceipts(ctx, { id: channelId }, [said]);
      return { ok: true, providerMessageId };
    });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    const [pace] = await ctx.db((tx) =>
      tx.select().from(recipientPaces).where(eq(recipientPaces.conversationId, conversationId)),
    );
    expect(pace?.marketingStoppedAt).toEqual(noon);
  });
});

describe('the daily limit of new people', () => {
  const template = { name: 'spring_offer', language: 'en', parameters: [] };
  const stranger = async () => (await createConversation(ctx.businessId, { channelId })).id;
  const begin = async (conversation: string) => {
    const input = { conversationId: conversation, clientId: randomUUID(), text: 'Hello', template };
    return (await queueMessage(ctx, input)).messageId;
  };

  test('refuses one more person with a sentence, not the one who was begun with', async () => {
    await ctx.db((tx) => tx.update(channels).set({ newPeoplePerDay: 1 }).where(mine()));
    const first = await stranger();
    expect(await waitOf(await begin(first))).toBeNull();
    expect(ctx.sent).toMatchObject([{ content: { kind: 'template', name: 'spring_offer' } }]);
    await expect(begin(await stranger())).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'daily_limit_reached' },
    });
    expect(await waitOf(await begin(first))).toBeNull();
    ctx.setNow(after(24 * 3_600));
    expect(await waitOf(await begin(await stranger()))).toBeNull();
  });

  test('is kept by sends that race for the last place', async () => {
    await ctx.db((tx) => tx.update(channels).set({ newPeoplePerDay: 3 }).where(mine()));
    const queued = await Promise.all(
      Array.from({ length: 8 }, async () => begin(await stranger())),
    );
    await Promise.all(queued.map(waitOf));
    expect(ctx.sent).toHaveLength(3);
  });
});

describe('the gate at the moment of sending', () => {
  test('refuses what was queued in time when the window has closed meanwhile', async () => {
    const messageId = await queue();
    ctx.setNow(after(24 * 3600));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    expect(await readMessage(messageId)).toMatchObject({ failureCode: 'reply_window_closed' });
    expect(ctx.sent).toHaveLength(0);
  });
});

describe('the pace', () => {
  test('is one for all senders at once: forty race, the burst goes, the rest get turns', async () => {
    await ctx.db((tx) => tx.update(channels).set({ sendsPerSecond: 10 }).where(mine()));
    const queued = await Promise.all(Array.from({ length: 40 }, async () => queue(await person())));
    const waits = await Promise.all(queued.map(waitOf));
    expect(ctx.sent).toHaveLength(10);
    const turns = waits.filter((wait) => wait !== null).sort((one, other) => one - other);
    expect(turns).toHaveLength(30);
    for (const [index, turn] of turns.entries()) expect(turn).toBeCloseTo((index + 1) / 10, 2);
    ctx.setNow(after(3));
    await Promise.all(queued.map(waitOf));
    expect(ctx.sent).toHaveLength(20);
  });

  test('lets a reply through before the waiting messages of a campaign, and no other campaign', async () => {
    await ctx.db((tx) => tx.update(channels).set({ sendsPerSecond: 2 }).where(mine()));
    const campaign = await Promise.all(Array.from({ length: 8 }, queueForCampaign));
    const waits = await Promise.all(campaign.map(waitOf));
    expect(waits.filter((wait) => wait === null)).toHaveLength(2);
    ctx.setNow(after(0.5));
    expect(await waitOf(await queueForCampaign())).toBeCloseTo(3, 2);
    expect(await waitOf(await queue(await person()))).toBeNull();
  });

  test('puts a waiting message back as it was, without using up one of its tries', async () => {
    for (let sent = 0; sent < 45; sent += 1) await sendMessage(ctx, { messageId: await queue() });
    const messageId = await queue();
    expect(await waitOf(messageId)).toBe(6);
    expect(await waitOf(messageId)).toBe(6);
    expect(await readMessage(messageId)).toMatchObject({ state: 'queued', attempts: 0 });
    ctx.setNow(after(6));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(ctx.sent).toHaveLength(46);
  });
});
