import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { forSystem } from '#db/system.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { reconnectChannel } from '#server/domain/channels/change-credentials.ts';
import { connectChannel } from '#server/domain/channels/connect-channel.ts';
import { disconnectChannel } from '#server/domain/channels/disconnect-channel.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { startProvider } from '#tests/setup/provider.ts';
import type { Provider } from '#tests/setup/provider.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let provider: Provider;
let ctx: TestContext;
let channelId: string;

beforeEach(async () => {
  provider = await startProvider();
  ctx = await owner();
  channelId = (await connectChannel(ctx, provider.pasted)).channelId;
});
afterEach(() => provider.stop());

async function owner(): Promise<TestContext> {
  const { id: businessId } = await createBusiness();
  const actor = actorOf(await createMember(businessId, { role: 'owner' }));
  return testContext({ businessId, actor, channels: provider.channels });
}

/** Whether the provider would still send what happens on the account. */
async function isSubscribed(): Promise<boolean> {
  const account = { kind: 'whatsapp' as const, externalId: provider.externalId, isSandbox: false };
  const connection = ctx.channels.connectionTo(account, provider.pasted);
  const asked = { accountId: provider.accountId, webhookUrl: 'https://desk.test', now: ctx.now() };
  const { findings } = await ctx.channels.setupFor('whatsapp').inspect(connection, asked);
  return findings.some(({ check, state }) => check === 'subscription' && state === 'ok');
}

const readingsOfTemplates = () =>
  forSystem((tx) => {
    const isReading = eq(jobEvents.name, 'templates.sync_requested');
    return tx.$count(jobEvents, and(isReading, eq(jobEvents.businessId, ctx.businessId)));
  });

describe('the provider of a channel that is let go', () => {
  test('sends nothing more, and sends again once it is connected again', async () => {
    expect(await isSubscribed()).toBe(true);
    expect(await disconnectChannel(ctx, { channelId })).toEqual({ stillSends: false });
    expect(await isSubscribed()).toBe(false);
    const { accessToken, appSecret } = provider.pasted;
    await reconnectChannel(ctx, { channelId, accessToken, appSecret });
    expect(await isSubscribed()).toBe(true);
  });

  test('is asked for its templates anew when it is connected again', async () => {
    const asked = await readingsOfTemplates();
    await disconnectChannel(ctx, { channelId });
    const { accessToken, appSecret } = provider.pasted;
    await reconnectChannel(ctx, { channelId, accessToken, appSecret });
    expect(await readingsOfTemplates()).toBe(asked + 1);
  });

  test('goes on sending for another number of the account, whose ever it is', async () => {
    const other = await owner();
    await createChannel(other.businessId, { accountId: provider.accountId });
    expect(await disconnectChannel(ctx, { channelId })).toEqual({ stillSends: false });
    expect(await isSubscribed()).toBe(true);
  });

  test('is let go also when it cannot be told, and who asked hears that', async () => {
    await provider.setCondition({ token: 'expired' });
    expect(await disconnectChannel(ctx, { channelId })).toEqual({ stillSends: true });
    const [row] = await ctx.db((tx) => tx.select().from(channels));
    expect(row).toMatchObject({ status: 'disconnected', encryptedCredentials: '' });
    expect(await disconnectChannel(ctx, { channelId })).toEqual({ stillSends: false });
  });
});

describe('a channel that is connected again', () => {
  const again = async () => {
    const { accessToken, appSecret } = provider.pasted;
    await reconnectChannel(ctx, { channelId, accessToken, appSecret });
  };

  test('does not call signed right what came before', async () => {
    await noteChannel(ctx, channelId, new Date());
    await disconnectChannel(ctx, { channelId });
    await again();
    expect(await ctx.db((tx) => tx.select().from(channels))).toMatchObject([{ lastEventAt: null }]);
  });

  test('is connected once, from however many tabs', async () => {
    await disconnectChannel(ctx, { channelId });
    const outcomes = await Promise.allSettled([again(), again(), again()]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('connected this account already') as string,
      });
    }
  });

  test('sends what failed meanwhile as soon as a person asks for it, and not before', async () => {
    const place = { channelId, lastInboundAt: ctx.now() };
    const conversation = await createConversation(ctx.businessId, place);
    const { id: messageId } = await createMessage(conversation, {
      direction: 'outbound',
      author: 'member',
      state: 'queued',
    });
    await disconnectChannel(ctx, { channelId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    const ofMessage = and(eq(messages.id, messageId));
    const [failed] = await ctx.db((tx) => tx.select().from(messages).where(ofMessage));
    expect(failed).toMatchObject({
      failureCode: 'channel_disconnected',
      failureText: 'This channel is disconnected, so nothing can be sent through it.',
      canRetry: true,
    });
    await expect(retryMessage(ctx, { messageId })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    await again();
    await retryMessage(ctx, { messageId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });
});
