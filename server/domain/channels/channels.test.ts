import { beforeEach, describe, expect, test } from 'vitest';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { listChannelLoads } from '#server/domain/channels/list-channel-loads.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { pauseChannel, warnOfChannel } from '#server/domain/channels/pause-channel.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import { updateChannelInput } from '#server/domain/channels/schema.ts';
import { updateChannel } from '#server/domain/channels/update-channel.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
let asAgent: TestContext;
let channelId: string;

beforeEach(async () => {
  const { id: businessId } = await createBusiness();
  const owner = actorOf(await createMember(businessId, { role: 'owner' }));
  const agent = actorOf(await createMember(businessId));
  ctx = testContext({ businessId, actor: owner });
  asAgent = testContext({ businessId, actor: agent });
  channelId = (await createChannel(businessId)).id;
});

const listed = async () => (await listChannels(ctx)).find(({ id }) => id === channelId);
const pause = (reason: string) => ctx.db((tx) => pauseChannel(ctx, tx, channelId, reason));
const warn = (reason: string) => ctx.db((tx) => warnOfChannel(ctx, tx, channelId, reason));

describe('the speed of a channel', () => {
  test('is 80 messages a second until an admin sets it', async () => {
    expect(await listed()).toMatchObject({ sendsPerSecond: 80 });
    await updateChannel(ctx, { channelId, sendsPerSecond: 20 });
    expect(await listed()).toMatchObject({ sendsPerSecond: 20 });
    const asked = updateChannel(asAgent, { channelId, sendsPerSecond: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('and how many people it may write to first in a day, which is 250 until then', async () => {
    expect(await listed()).toMatchObject({ newPeoplePerDay: 250 });
    await updateChannel(ctx, { channelId, sendsPerSecond: 80, newPeoplePerDay: 2_000 });
    expect(await listed()).toMatchObject({ newPeoplePerDay: 2_000 });
    await updateChannel(ctx, { channelId, sendsPerSecond: 80, newPeoplePerDay: null });
    expect(await listed()).toMatchObject({ newPeoplePerDay: null });
    await updateChannel(ctx, { channelId, sendsPerSecond: 20 });
    expect(await listed()).toMatchObject({ newPeoplePerDay: null, sendsPerSecond: 20 });
    const other = { channelId, sendsPerSecond: 80, newPeoplePerDay: 300 };
    expect(updateChannelInput.safeParse(other).success).toBe(false);
  });

  test.each([0, -1, 1.5, Number.NaN, 5_001])('cannot be %s', (sendsPerSecond) => {
    expect(updateChannelInput.safeParse({ channelId, sendsPerSecond }).success).toBe(false);
  });
});

describe('what goes through a channel', () => {
  test('is told with what waits, until when, and what was refused last', async () => {
    const now = ctx.now();
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    const to = await createConversation(ctx.businessId, { channelId });
    const other = await createConversation(ctx.businessId);
    const ours = { direction: 'outbound' } as const;
    await createMessage(to, { ...ours, sendAfter: after(20) });
    await createMessage(to, { ...ours, sendAfter: after(10) });
    await createMessage(to, { ...ours, state: 'sending' });
    await createMessage(to, { ...ours, state: 'sent' });
    const fail = (seconds: number, failureText: string, failureCode = 'unknown_failure') =>
      createMessage(to, {
        ...ours,
        state: 'failed',
        stateAt: after(seconds),
        failureText,
        failureCode,
      });
    await fail(-5, 'Second.');
    await fail(-9, 'First.');
    await fail(-1, 'Ana cancelled it.', 'sending_cancelled');
    await fail(-1, 'The bulk send was cancelled.', 'campaign_cancelled');
    await pause('No token.');
    const loads = await listChannelLoads(ctx);
    expect(loads).toMatchObject([
      {
        id: channelId,
        status: 'paused',
        statusReason: 'No token.',
        sendsPerSecond: 80,
        waiting: 3,
        nextTurnAt: after(10),
        lastRefusal: { reason: 'Second.', at: after(-5), conversationId: to.id },
      },
      { id: other.channelId, status: 'connected', waiting: 0, nextTurnAt: null, lastRefusal: null },
    ]);
    await expect(listChannelLoads(asAgent)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const stranger = testContext({ businessId: (await createBusiness()).id });
    expect(await listChannelLoads(stranger)).toEqual([]);
  });
});

describe('what stands against a channel', () => {
  test('is the first reason, and a pause outweighs a warning', async () => {
    await warn('First.');
    await warn('Second.');
    expect(await listed()).toMatchObject({ status: 'connected', statusReason: 'First.' });
    await pause('Third.');
    await pause('Fourth.');
    await warn('Fifth.');
    expect(await listed()).toMatchObject({ status: 'paused', statusReason: 'Third.' });
  });

  test('is taken away by resuming, as often as anybody asks', async () => {
    await pause('No token.');
    await resumeChannel(ctx, { channelId });
    await resumeChannel(ctx, { channelId });
    expect(await listed()).toMatchObject({ status: 'connected', statusReason: null });
  });

  test('cannot be taken from a channel that was let go, which is not paused either', async () => {
    const gone = await createChannel(ctx.businessId, { status: 'disconnected' });
    await ctx.db((tx) => pauseChannel(ctx, tx, gone.id, 'No token.'));
    const asked = resumeChannel(ctx, { channelId: gone.id });
    await expect(asked).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
