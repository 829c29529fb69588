import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { campaigns, recipients } from '#db/schema/campaigns.ts';
import { conversations } from '#db/schema/conversations.ts';
import { createConversation } from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import { cancelCampaign } from '#server/domain/campaigns/cancel-campaign.ts';
import { claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import { pauseCampaign } from '#server/domain/campaigns/pause-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import { sendBatch } from '#server/domain/campaigns/send-batch.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
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
import { testContext } from '#tests/setup/test-context.ts';

beforeEach(prepareBulkSends);

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
    await people(300);
    const campaignId = await launched();
    const elsewhere = testContext({ businessId: ctx.businessId, now: noon });
    const { promise: held, resolve: answer } = Promise.withResolvers<undefined>();
    for (let call = 0; call < 256; call += 1) {
      ctx.answerNextSend(async ({ clientReference }) => {
        await held;
        return { ok: true, providerMessageId: `wamid.${clientReference}` };
      });
    }
    const batch = sendBatch(ctx, { campaignId });
    while (ctx.sent.length < 256) await new Promise(setImmediate);
    await pauseCampaign(elsewhere, { campaignId });
    // The calls under way are answered only after the pause was seen.
    setTimeout(() => answer(undefined), 600);
    expect(await batch).toEqual({ kind: 'sent', count: 256 });
    expect(ctx.sent).toHaveLength(256);
    expect(await progressOf(campaignId)).toMatchObject({
      byState: { sent: 256, waiting: 44, sending: 0 },
    });
    expect(await allMessages()).toHaveLength(256);
    expect(await sendBatch(ctx, { campaignId })).toEqual({ kind: 'over' });

    await resumeCampaign(elsewhere, { campaignId });
    await sendAll(campaignId);
    expect(new Set(references()).size).toBe(300);
    expect(references()).toHaveLength(300);
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
    await recordReceipts(ctx, { id: channelId }, [
      {
        type: 'status',
        externalChannelId: 'any',
        providerMessageId: 'wamid.late',
        clientReference: messageId,
        status: 'delivered',
        occurredAt: noon,
        raw: {},
      },
    ]);
    expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: 1 }, reasons: [] });
    expect(ctx.sent).toHaveLength(1);
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
