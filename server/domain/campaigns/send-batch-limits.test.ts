import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import { createConversation } from '#db/testing/factories.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import { sendBatch } from '#server/domain/campaigns/send-batch.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import {
  after,
  allMessages,
  channelId,
  ctx,
  launched,
  noon,
  people,
  prepareBulkSends,
  progressOf,
  references,
  refusedWith,
  sendAll,
  stateOf,
} from '#tests/setup/bulk-send.ts';

beforeEach(prepareBulkSends);

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

  test('that the account is down holds it, longer each time, and costs nobody a try', async () => {
    await people(30);
    const campaignId = await launched();
    for (let call = 0; call < 120; call += 1)
      ctx.answerNextSend(refusedWith('provider_down', true));
    const holds: number[] = [];
    let seconds = 0;
    while (ctx.sent.length < 120) {
      ctx.setNow(after(seconds));
      await sendBatch(ctx, { campaignId });
      const held = await sendBatch(ctx, { campaignId });
      const ms = held.kind === 'wait' ? held.ms : 0;
      holds.push(Math.round(ms / 1_000));
      seconds += Math.max(1, ms / 1_000);
    }
    expect(holds).toEqual([2, 2, 4, 8]);
    expect((await getCampaign(ctx, { campaignId })).waitReason).toBe('provider_down');
    ctx.setNow(after(seconds));
    await sendAll(campaignId);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 30, failed: 0 } });
    const attempts = (await allMessages()).map((message) => message.attempts);
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  test('that the account is down for an hour pauses it with the reason', async () => {
    await people(3);
    const campaignId = await launched();
    for (let call = 0; call < 6; call += 1) ctx.answerNextSend(refusedWith('provider_down', true));
    await sendBatch(ctx, { campaignId });
    ctx.setNow(after(3_700));
    await sendBatch(ctx, { campaignId });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'paused',
      pauseReason: 'provider_down',
      pauseSentence: 'The provider said no.',
      progress: { byState: { waiting: 3, failed: 0 } },
    });
    await resumeCampaign(ctx, { campaignId });
    await sendAll(campaignId);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 3 } });
  });

  test('that comes for one after the other is the account’s: it is held, and all are sent', async () => {
    await people(40);
    const campaignId = await launched();
    for (let call = 0; call < 40; call += 1) {
      ctx.answerNextSend(refusedWith('provider_unavailable', true));
    }
    await sendBatch(ctx, { campaignId });
    expect((await getCampaign(ctx, { campaignId })).waitReason).toBe('provider_down');
    for (let round = 1; round <= 6; round += 1) {
      ctx.setNow(after(100 * round));
      await sendAll(campaignId);
    }
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 40, failed: 0 } });
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
