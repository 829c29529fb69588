import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { campaigns, recipients } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { FailureCode, SendResult } from '#server/channels/types.ts';
import { cancelCampaign } from '#server/domain/campaigns/cancel-campaign.ts';
import { claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { pauseCampaign } from '#server/domain/campaigns/pause-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import { sendBatch } from '#server/domain/campaigns/send-batch.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import { recordReceipt } from '#server/domain/messages/record-receipt.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
let ctx: TestContext;
let channelId: string;

beforeEach(async () => {
  const business = await createBusiness();
  const owner = actorOf(await createMember(business.id, { role: 'owner' }));
  ctx = testContext({ businessId: business.id, actor: owner, now: noon });
  channelId = (await createChannel(business.id, { sendsPerSecond: 1_000 })).id;
});

/** People who wrote just now, one after the other so that the order of their ids is known. */
async function people(count: number) {
  const made = [];
  for (let each = 0; each < count; each += 1) {
    made.push(await createConversation(ctx.businessId, { channelId, lastInboundAt: noon }));
  }
  return made;
}

async function launched(options: { template?: boolean } = {}) {
  const { campaignId } = await createCampaign(ctx, {
    name: 'Spring offer',
    channelId,
    text: 'Ten percent off in March.',
    contactIds: [],
    isToEveryone: true,
    ...(options.template === true && {
      template: { name: 'spring_offer', language: 'en', parameters: ['March'] },
    }),
  });
  await launchCampaign(ctx, { campaignId });
  return campaignId;
}

const progressOf = async (campaignId: string) => (await getCampaign(ctx, { campaignId })).progress;
const stateOf = async (campaignId: string) => (await getCampaign(ctx, { campaignId })).state;
const allMessages = () => ctx.db((tx) => tx.select().from(messages));
const references = () => ctx.sent.map(({ clientReference }) => clientReference);

const refusedWith =
  (code: FailureCode, retryable = false) =>
  (): SendResult => ({
    ok: false,
    failure: { code, message: 'The provider said no.', retryable },
  });

/** Sends until nothing more may go now; returns the last turn. */
async function sendAll(campaignId: string) {
  for (;;) {
    const turn = await sendBatch(ctx, { campaignId });
    if (turn.kind === 'over' || (turn.kind === 'wait' && turn.ms > 0)) return turn;
  }
}

describe('a bulk send', () => {
  test('writes to everyone once, shows it in their threads, and is completed', async () => {
    const to = await people(5);
    const campaignId = await launched();
    expect(await sendAll(campaignId)).toEqual({ kind: 'over' });
    expect(await stateOf(campaignId)).toBe('completed');
    expect(await progressOf(campaignId)).toMatchObject({
      total: 5,
      byState: { sent: 5, waiting: 0, sending: 0 },
      reasons: [],
    });
    const written = await allMessages();
    expect(written.map(({ conversationId }) => conversationId).sort()).toEqual(
      to.map(({ id }) => id).sort(),
    );
    for (const message of written) {
      expect(message).toMatchObject({
        author: 'campaign',
        state: 'accepted',
        campaignId,
        text: 'Ten percent off in March.',
        leaseUntil: null,
      });
    }
    expect(new Set(references())).toEqual(new Set(written.map(({ id }) => id)));
  });

  test('leaves the inbox as it is: order, unread counts and closed conversations', async () => {
    const [one] = await people(1);
    const closed = await createConversation(ctx.businessId, {
      channelId,
      lastInboundAt: noon,
      status: 'closed',
      unreadCount: 3,
    });
    const read = () => ctx.db((tx) => tx.select().from(conversations).orderBy(conversations.id));
    const before = (await read()).filter(({ id }) => id === one?.id || id === closed.id);
    await sendAll(await launched());
    expect(await read()).toEqual(before);
  });

  test('tells the screens once per batch, and not of each message', async () => {
    await people(30);
    const campaignId = await launched();
    const events: string[] = [];
    const listening = {
      ...ctx,
      publish: async (...[tx, event]: Parameters<typeof ctx.publish>) => {
        events.push(event.name);
        await ctx.publish(tx, event);
      },
    };
    await sendBatch(listening, { campaignId });
    expect(events).toEqual(['campaign.updated']);
  });

  test('is sent once to each by two who carry it out at the same time', async () => {
    await people(40);
    const campaignId = await launched();
    await Promise.all([sendAll(campaignId), sendAll(campaignId), sendAll(campaignId)]);
    expect(references()).toHaveLength(40);
    expect(new Set(references()).size).toBe(40);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 40 } });
  });

  test('is not carried on by a run that another has superseded', async () => {
    await people(1);
    const campaignId = await launched();
    await pauseCampaign(ctx, { campaignId });
    await resumeCampaign(ctx, { campaignId });
    expect(await sendBatch(ctx, { campaignId, run: 1 })).toEqual({ kind: 'over' });
    expect(ctx.sent).toHaveLength(0);
    expect(await sendBatch(ctx, { campaignId, run: 2 })).toEqual({ kind: 'sent', count: 1 });
  });

  test('is never sent by the path of single messages', async () => {
    await people(1);
    const campaignId = await launched();
    ctx.answerNextSend(refusedWith('provider_unavailable', true));
    await sendBatch(ctx, { campaignId });
    const [message] = await allMessages();
    expect(await sendMessage(ctx, { messageId: message?.id ?? '' })).toEqual({ state: 'queued' });
    expect(ctx.sent).toHaveLength(1);
  });
});

describe('the gate', () => {
  test('is asked for each: who is refused is skipped with the reason, the others go', async () => {
    await people(2);
    await createConversation(ctx.businessId, { channelId, lastInboundAt: after(-90_000) });
    await createConversation(ctx.businessId, { channelId });
    const campaignId = await launched();
    await sendAll(campaignId);
    const { byState, reasons } = await progressOf(campaignId);
    expect(byState).toMatchObject({ sent: 2, skipped: 2 });
    expect(reasons.map(({ state, reason, count }) => ({ state, reason, count }))).toEqual([
      { state: 'skipped', reason: 'reply_window_closed', count: 1 },
      { state: 'skipped', reason: 'template_needed', count: 1 },
    ]);
    for (const { sentence } of reasons) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(await allMessages()).toHaveLength(2);
  });

  test('lets a template begin a conversation, which then shows it as its only message', async () => {
    const { id } = await createConversation(ctx.businessId, { channelId });
    await sendAll(await launched({ template: true }));
    expect(ctx.sent).toMatchObject([
      {
        content: { kind: 'template', name: 'spring_offer', language: 'en', parameters: ['March'] },
      },
    ]);
    const [row] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, id)),
    );
    expect(row).toMatchObject({ lastMessageAuthor: 'campaign', lastMessageState: 'accepted' });
  });
});

describe('pausing', () => {
  test('in the middle of a batch gives back what the provider was not given', async () => {
    await people(120);
    const campaignId = await launched();
    const elsewhere = testContext({ businessId: ctx.businessId, now: noon });
    const { promise: held, resolve: answer } = Promise.withResolvers<undefined>();
    for (let call = 0; call < 64; call += 1) {
      ctx.answerNextSend(async ({ clientReference }) => {
        await held;
        return { ok: true, providerMessageId: `wamid.${clientReference}` };
      });
    }
    const batch = sendBatch(ctx, { campaignId });
    while (ctx.sent.length < 64) await new Promise(setImmediate);
    await pauseCampaign(elsewhere, { campaignId });
    // The calls under way are answered only after the pause was seen.
    setTimeout(() => answer(undefined), 600);
    expect(await batch).toEqual({ kind: 'sent', count: 64 });
    expect(ctx.sent).toHaveLength(64);
    expect(await progressOf(campaignId)).toMatchObject({
      byState: { sent: 64, waiting: 56, sending: 0 },
    });
    expect(await allMessages()).toHaveLength(64);
    expect(await sendBatch(ctx, { campaignId })).toEqual({ kind: 'over' });

    await resumeCampaign(elsewhere, { campaignId });
    await sendAll(campaignId);
    expect(new Set(references()).size).toBe(120);
    expect(references()).toHaveLength(120);
    expect(await stateOf(campaignId)).toBe('completed');
  });

  test('and cancelling leave the rest unsent; cancelled is for good', async () => {
    await people(3);
    const campaignId = await launched();
    await pauseCampaign(ctx, { campaignId });
    expect(await sendAll(campaignId)).toEqual({ kind: 'over' });
    await cancelCampaign(ctx, { campaignId });
    expect(await sendAll(campaignId)).toEqual({ kind: 'over' });
    expect(ctx.sent).toHaveLength(0);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { waiting: 3 } });
    await expect(resumeCampaign(ctx, { campaignId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('cancelling ends also what was waiting for another try', async () => {
    await people(1);
    const campaignId = await launched();
    ctx.answerNextSend(refusedWith('provider_unavailable', true));
    await sendBatch(ctx, { campaignId });
    await cancelCampaign(ctx, { campaignId });
    expect(await allMessages()).toMatchObject([
      { state: 'failed', failureCode: 'campaign_cancelled', canRetry: false },
    ]);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { failed: 1 } });
  });
});

describe('a crash', () => {
  test('between claim and call leaves the outcome unknown, and nothing is sent again', async () => {
    await people(2);
    const campaignId = await launched();
    expect(await claimBatch(ctx, { campaignId })).toMatchObject({ kind: 'send' });
    expect(await sendBatch(ctx, { campaignId })).toMatchObject({ kind: 'wait' });
    ctx.setNow(after(46));
    await sendAll(campaignId);
    expect(ctx.sent).toHaveLength(0);
    expect(await progressOf(campaignId)).toMatchObject({
      byState: { unknown: 2 },
      reasons: [{ state: 'unknown', reason: 'outcome_unknown', count: 2 }],
    });
    expect(await stateOf(campaignId)).toBe('completed');
  });

  test('in a call does not take the answers of the others with it', async () => {
    await people(3);
    const campaignId = await launched();
    ctx.answerNextSend(() => {
      throw new Error('the process is gone');
    });
    await expect(sendBatch(ctx, { campaignId })).rejects.toThrow('the process is gone');
    const { byState } = await progressOf(campaignId);
    expect(byState.sending).toBe(1);
    expect(byState.sent + byState.waiting).toBe(2);
    ctx.setNow(after(46));
    await sendAll(campaignId);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { unknown: 1, sent: 2 } });
    expect(new Set(references()).size).toBe(3);
    expect(references()).toHaveLength(3);
  });

  test('is settled also of a bulk send that was paused or cancelled meanwhile', async () => {
    await people(1);
    const campaignId = await launched();
    await claimBatch(ctx, { campaignId });
    await cancelCampaign(ctx, { campaignId });
    ctx.setNow(after(46));
    expect(await sendBatch(ctx, { campaignId })).toEqual({ kind: 'over' });
    expect(await progressOf(campaignId)).toMatchObject({ byState: { unknown: 1 } });
  });

  test('that lost the answer is settled by the receipt alone, not by a person', async () => {
    await people(1);
    const campaignId = await launched();
    ctx.answerNextSend(() => {
      throw new UnknownOutcomeError('no answer');
    });
    await sendAll(campaignId);
    const [message] = await allMessages();
    const messageId = message?.id ?? '';
    expect(message).toMatchObject({ state: 'unknown', canRetry: false });
    await expect(retryMessage(ctx, { messageId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await recordReceipt(
      ctx,
      { id: channelId },
      {
        type: 'status',
        externalChannelId: 'any',
        providerMessageId: 'wamid.late',
        clientReference: messageId,
        status: 'delivered',
        occurredAt: noon,
        raw: {},
      },
    );
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 1 }, reasons: [] });
    expect(ctx.sent).toHaveLength(1);
  });
});

describe('a refusal of the provider', () => {
  test('that passes is tried again when it is due, and at most four times', async () => {
    await people(1);
    const campaignId = await launched();
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      ctx.answerNextSend(refusedWith('provider_unavailable', true));
    }
    for (const seconds of [0, 3, 20, 100]) {
      ctx.setNow(after(seconds));
      await sendBatch(ctx, { campaignId });
      expect(await sendBatch(ctx, { campaignId })).toMatchObject(
        seconds === 100 ? { kind: 'over' } : { kind: 'wait' },
      );
    }
    expect(ctx.sent).toHaveLength(4);
    expect(new Set(references()).size).toBe(1);
    expect(await progressOf(campaignId)).toMatchObject({
      byState: { failed: 1 },
      reasons: [{ reason: 'provider_unavailable', sentence: 'The provider said no.' }],
    });
  });

  test('for good fails its recipient alone', async () => {
    await people(3);
    const campaignId = await launched();
    ctx.answerNextSend(refusedWith('recipient_unreachable'));
    await sendAll(campaignId);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 2, failed: 1 } });
  });

  test('of the whole channel pauses it with the reason, and all go on with the channel', async () => {
    await people(3);
    const campaignId = await launched();
    for (let call = 0; call < 3; call += 1) ctx.answerNextSend(refusedWith('credentials_invalid'));
    await sendBatch(ctx, { campaignId });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'paused',
      pauseReason: 'channel_paused',
      pauseSentence: 'The provider said no.',
      progress: { byState: { waiting: 3, failed: 0 } },
    });
    await expect(resumeCampaign(ctx, { campaignId })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'channel_paused' },
    });
    await resumeChannel(ctx, { channelId });
    expect(await stateOf(campaignId)).toBe('running');
    await sendAll(campaignId);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 3 } });
  });

  test('as spam pauses bulk sends only: the channel works on for replies', async () => {
    await people(1);
    const campaignId = await launched();
    ctx.answerNextSend(refusedWith('spam_restricted'));
    await sendBatch(ctx, { campaignId });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'paused',
      pauseReason: 'spam_restricted',
    });
    const [channel] = await ctx.db((tx) =>
      tx.select().from(channels).where(eq(channels.id, channelId)),
    );
    expect(channel).toMatchObject({ status: 'connected', statusReason: 'The provider said no.' });
    await resumeChannel(ctx, { channelId });
    expect(await stateOf(campaignId)).toBe('paused');
    await resumeCampaign(ctx, { campaignId });
    await sendAll(campaignId);
    expect(await stateOf(campaignId)).toBe('completed');
  });

  test('as too fast holds the whole campaign until then', async () => {
    await people(2);
    const campaignId = await launched();
    ctx.answerNextSend(refusedWith('rate_limited', true));
    await sendBatch(ctx, { campaignId });
    const turn = await sendBatch(ctx, { campaignId });
    expect(turn.kind).toBe('wait');
    expect(turn.kind === 'wait' ? turn.ms : 0).toBeGreaterThanOrEqual(5_000);
  });

  test('for the day defers the whole campaign, which says so', async () => {
    await people(2);
    const campaignId = await launched();
    for (let call = 0; call < 2; call += 1) {
      ctx.answerNextSend(refusedWith('daily_limit_reached', true));
    }
    await sendBatch(ctx, { campaignId });
    const turn = await sendBatch(ctx, { campaignId });
    expect(turn.kind === 'wait' ? turn.ms : 0).toBeGreaterThanOrEqual(6 * 3_600_000);
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'running',
      waitReason: 'daily_limit_reached',
    });
    ctx.setNow(after(8 * 3_600));
    await sendAll(campaignId);
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'completed',
      waitReason: null,
      progress: { byState: { sent: 2 } },
    });
  });
});

describe('the pace', () => {
  const setRate = (sendsPerSecond: number) =>
    ctx.db((tx) => tx.update(channels).set({ sendsPerSecond }).where(eq(channels.id, channelId)));

  test('is never exceeded, and a tenth of a second’s worth is left to replies', async () => {
    await people(60);
    await setRate(20);
    const campaignId = await launched();
    const atOnce = await sendAll(campaignId);
    expect(ctx.sent).toHaveLength(18);
    expect(atOnce).toEqual({ kind: 'wait', ms: 250 });
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      ctx.setNow(after(quarter / 4));
      await sendAll(campaignId);
      expect(ctx.sent).toHaveLength(18 + quarter * 5);
    }
  });

  test('of a person who was just sent as much as is allowed makes them wait, nobody else', async () => {
    const [busy] = await people(2);
    const campaignId = await launched();
    await ctx.db(async (tx) => {
      await tx.insert(recipientPaces).values({
        businessId: ctx.businessId,
        conversationId: busy?.id ?? '',
        paidUpAt: noon.getTime() + 45 * 6_000,
      });
    });
    expect(await sendAll(campaignId)).toEqual({ kind: 'wait', ms: 6_000 });
    expect(ctx.sent).toHaveLength(1);
    ctx.setNow(after(6));
    await sendAll(campaignId);
    expect(ctx.sent).toHaveLength(2);
  });
});

describe('the daily limit', () => {
  const setLimit = (newPeoplePerDay: number | null) =>
    ctx.db((tx) => tx.update(channels).set({ newPeoplePerDay }).where(eq(channels.id, channelId)));
  const strangers = async (count: number) => {
    for (let each = 0; each < count; each += 1) {
      await createConversation(ctx.businessId, { channelId });
    }
  };

  test('makes a bulk send wait until there is room, and says so', async () => {
    await strangers(5);
    await setLimit(3);
    const campaignId = await launched({ template: true });
    const turn = await sendAll(campaignId);
    expect(ctx.sent).toHaveLength(3);
    expect(turn).toEqual({ kind: 'wait', ms: 24 * 3_600_000 });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'running',
      waitReason: 'daily_limit_reached',
      waitUntil: after(24 * 3_600),
    });
    ctx.setNow(after(24 * 3_600));
    await sendAll(campaignId);
    expect(ctx.sent).toHaveLength(5);
    expect(await stateOf(campaignId)).toBe('completed');
  });

  test('counts a person once, and nobody whose reply window is open', async () => {
    await strangers(2);
    await people(3);
    await setLimit(2);
    await sendAll(await launched({ template: true }));
    expect(ctx.sent).toHaveLength(5);
    ctx.setNow(after(60));
    await sendAll(await launched({ template: true }));
    expect(ctx.sent).toHaveLength(10);
  });

  test('is not exceeded by two bulk sends at once', async () => {
    await strangers(12);
    await setLimit(8);
    const both = [await launched({ template: true }), await launched({ template: true })];
    await Promise.all(both.map(sendAll));
    const written = await allMessages();
    expect(new Set(written.map(({ conversationId }) => conversationId)).size).toBe(8);
  });
});

test('the recipients of a campaign are kept when nothing of it is running', async () => {
  await people(1);
  const campaignId = await launched();
  await sendAll(campaignId);
  const kept = await ctx.db((tx) =>
    tx.select().from(recipients).where(eq(recipients.campaignId, campaignId)),
  );
  const [campaign] = await ctx.db((tx) =>
    tx.select().from(campaigns).where(eq(campaigns.id, campaignId)),
  );
  expect(kept).toMatchObject([{ state: 'sent' }]);
  expect(campaign).toMatchObject({ state: 'completed', endedAt: noon, contactIds: [] });
});
