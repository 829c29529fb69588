import { and, desc, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { forSystem } from '#db/system.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import {
  changeCredentials,
  reconnectChannel,
  reconnectSandboxChannel,
} from '#server/domain/channels/change-credentials.ts';
import { connectChannel, findAccount } from '#server/domain/channels/connect-channel.ts';
import { disconnectChannel } from '#server/domain/channels/disconnect-channel.ts';
import { getWebhook } from '#server/domain/channels/get-webhook.ts';
import { pauseChannel } from '#server/domain/channels/pause-channel.ts';
import { renameChannel } from '#server/domain/channels/rename-channel.ts';
import { connectChannelInput } from '#server/domain/channels/schema.ts';
import { listHandshakeTokens } from '#server/domain/webhooks/list-handshake-tokens.ts';
import { startProvider } from '#tests/setup/provider.ts';
import type { Provider } from '#tests/setup/provider.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let provider: Provider;
let ctx: TestContext;
let asAgent: TestContext;

beforeEach(async () => {
  provider = await startProvider();
  const { id: businessId } = await createBusiness({ name: 'Estúdio Bela' });
  const channels = provider.channels;
  const owner = actorOf(await createMember(businessId, { role: 'owner' }));
  const agent = actorOf(await createMember(businessId));
  ctx = testContext({ businessId, actor: owner, channels });
  asAgent = testContext({ businessId, actor: agent, channels });
});
afterEach(() => provider.stop());

const connect = (changes: object = {}, by = ctx) =>
  connectChannel(by, { ...provider.pasted, ...changes });
const rowsOf = (by = ctx) => by.db((tx) => tx.select().from(channels));
const rowOf = async (id: string) => (await rowsOf()).find((row) => row.id === id);
const setTokenEnd = (id: string) =>
  ctx.db((tx) => tx.update(channels).set({ tokenExpiresAt: ctx.now() }).where(eq(channels.id, id)));
const lastActivity = async () => {
  const [last] = await ctx.db((tx) =>
    tx.select().from(activities).orderBy(desc(activities.id)).limit(1),
  );
  return last?.kind;
};
const checkupsOf = (channelId: string) =>
  forSystem(async (tx) => {
    const isCheckup = eq(jobEvents.name, 'checkup.requested');
    const asked = await tx.select().from(jobEvents).where(isCheckup);
    return asked.filter(({ data }) => (data as { channelId?: string }).channelId === channelId);
  });
const readingsOfTemplates = () =>
  forSystem((tx) => {
    const isReading = eq(jobEvents.name, 'templates.sync_requested');
    return tx.$count(jobEvents, and(isReading, eq(jobEvents.businessId, ctx.businessId)));
  });
async function anotherBusiness() {
  const { id: businessId } = await createBusiness({ name: 'Salão Rival' });
  const actor = actorOf(await createMember(businessId, { role: 'owner' }));
  return testContext({ businessId, actor, channels: provider.channels });
}

describe('what is pasted', () => {
  test('is told by the provider’s own names before anything is kept', async () => {
    expect(await findAccount(ctx, provider.pasted)).toEqual({
      name: 'Test Salon',
      displayAddress: '912255501234',
      accountId: provider.accountId,
    });
    expect(await rowsOf()).toEqual([]);
  });

  test.each([
    ['a token that is not accepted', { accessToken: 'guessed' }, 'accessToken'],
    ['a number that is not there', { externalId: '999999999999999' }, 'externalId'],
    ['an account that is not there', { accountId: '999999999999999' }, 'accountId'],
    ['no secret to tell Meta by', { appSecret: undefined }, 'appSecret'],
    ['the secret of another app', { appSecret: 'of-another-app' }, 'appSecret'],
  ])('is refused at its field: %s', async (_what, changes, field) => {
    const refusal = { code: 'BAD_REQUEST', details: { field } };
    await expect(connect(changes)).rejects.toMatchObject(refusal);
    expect(await rowsOf()).toEqual([]);
  });

  test('is not called wrong when the provider does not answer', async () => {
    await provider.stop();
    await expect(connect()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await rowsOf()).toEqual([]);
    provider = await startProvider();
  });

  test('may hold a PIN, which registers the number when it is right', async () => {
    await provider.setCondition({ status: 'PENDING', pin: '123456' });
    const wrong = connect({ pin: '000000' });
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_REQUEST', details: { field: 'pin' } });
    expect(await rowsOf()).toEqual([]);
    await connect({ pin: '123456' });
    expect(await rowsOf()).toHaveLength(1);
  });

  test.each([
    [{ externalId: '+91 22 5550 0100' }, 'externalId', 'An id at Meta is made of digits only.'],
    [{ externalId: '' }, 'externalId', 'Paste the id.'],
    [{ accountId: '' }, 'accountId', 'Paste the id.'],
    [{ accessToken: 'two words' }, 'accessToken', 'There is a space'],
    [{ pin: '12' }, 'pin', 'The PIN has six digits.'],
  ])('is looked at before it travels: %o', (changes, field, sentence) => {
    const read = connectChannelInput.safeParse({ ...provider.pasted, ...changes });
    const issue = read.error?.issues.find(({ path }) => path[0] === field);
    expect(issue?.message).toContain(sentence);
  });
});

describe('a connected account', () => {
  test('is a channel with sealed credentials and a verify token of its own', async () => {
    await provider.setCondition({ subscribed: false });
    const { channelId } = await connect();
    const row = await rowOf(channelId);
    expect(row).toMatchObject({
      kind: 'whatsapp',
      name: 'Test Salon',
      externalId: provider.externalId,
      accountId: provider.accountId,
      displayAddress: '912255501234',
      status: 'connected',
      isSandbox: false,
      tokenExpiresAt: null,
    });
    for (const secret of [provider.pasted.accessToken, provider.pasted.appSecret]) {
      expect(JSON.stringify(row)).not.toContain(secret);
    }
    const { verifyToken } = await getWebhook(ctx, { channelId });
    expect(verifyToken).toMatch(/^[\w-]{32}$/);
    expect(JSON.stringify(row)).not.toContain(verifyToken);
    expect(await listHandshakeTokens('whatsapp', verifyToken)).toEqual([verifyToken]);
    expect(await lastActivity()).toBe('channel.connected');
    expect(await checkupsOf(channelId)).toHaveLength(1);
    expect(await readingsOfTemplates()).toBe(1);
    // The provider was told to send: it answers so now.
    const setup = ctx.channels.setupFor('whatsapp');
    const inspection = await setup.inspect(
      ctx.channels.connectionFor({ ...row, id: channelId } as never),
      {
        accountId: provider.accountId,
        webhookUrl: 'https://desk.test',
        now: ctx.now(),
      },
    );
    expect(inspection.findings).toContainEqual(
      expect.objectContaining({ check: 'subscription', state: 'ok' }),
    );
  });

  test('cannot be connected, looked at, renamed or let go by an agent', async () => {
    const refused = { code: 'FORBIDDEN' };
    await expect(connect({}, asAgent)).rejects.toMatchObject(refused);
    await expect(findAccount(asAgent, provider.pasted)).rejects.toMatchObject(refused);
    const { channelId } = await connect();
    await expect(getWebhook(asAgent, { channelId })).rejects.toMatchObject(refused);
    await expect(disconnectChannel(asAgent, { channelId })).rejects.toMatchObject(refused);
    const renamed = renameChannel(asAgent, { channelId, name: 'Mine' });
    await expect(renamed).rejects.toMatchObject(refused);
    const changed = changeCredentials(asAgent, { channelId, accessToken: 'x' });
    await expect(changed).rejects.toMatchObject(refused);
  });

  test('belongs to one business alone, and nobody is told to which', async () => {
    await connect();
    const other = await anotherBusiness();
    const refusal = await connect({}, other).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'CONFLICT', details: { field: 'externalId' } });
    expect((refusal as Error).message).not.toMatch(/Bela|Estúdio/);
    expect(await rowsOf(other)).toEqual([]);
    await expect(connect()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('You have connected this account already') as string,
    });
  });

  test('is not taken for connected because another one is held by what has its id', async () => {
    await createChannel(ctx.businessId, { accountId: provider.externalId });
    await connect();
    expect(await rowsOf()).toHaveLength(2);
  });

  test('is made once, however many connect it at the same moment', async () => {
    const other = await anotherBusiness();
    const outcomes = await Promise.allSettled(
      [ctx, other, ctx, other, ctx].map((by) => connect({}, by)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'CONFLICT' });
      }
    }
    expect([...(await rowsOf()), ...(await rowsOf(other))]).toHaveLength(1);
  });

  test('goes by another name when an admin says so', async () => {
    const { channelId } = await connect();
    await renameChannel(ctx, { channelId, name: 'Bandra' });
    expect(await rowOf(channelId)).toMatchObject({ name: 'Bandra' });
    expect(await lastActivity()).toBe('channel.renamed');
  });
});

describe('a channel that is let go', () => {
  test('forgets its secrets and keeps its conversations', async () => {
    const { channelId } = await connect();
    const { verifyToken } = await getWebhook(ctx, { channelId });
    const { id } = await createConversation(ctx.businessId, { channelId });
    await disconnectChannel(ctx, { channelId });
    await disconnectChannel(ctx, { channelId });
    expect(await rowOf(channelId)).toMatchObject({
      status: 'disconnected',
      encryptedCredentials: '',
      verifyTokenHash: null,
    });
    expect(await listHandshakeTokens('whatsapp', verifyToken)).toEqual([]);
    expect(await ctx.db((tx) => tx.$count(conversations, eq(conversations.id, id)))).toBe(1);
    const deeds = and(eq(activities.kind, 'channel.disconnected'));
    expect(await ctx.db((tx) => tx.$count(activities, deeds))).toBe(1);
  });

  test('stops the bulk sends that go through it, and says why', async () => {
    const { channelId } = await connect();
    const { businessId } = ctx;
    const values = { businessId, channelId, name: 'Offer', text: 'Ten percent off.' };
    await ctx.db((tx) => tx.insert(campaigns).values({ ...values, state: 'running' }));
    await disconnectChannel(ctx, { channelId });
    const [campaign] = await ctx.db((tx) => tx.select().from(campaigns));
    expect(campaign).toMatchObject({
      state: 'paused',
      pauseReason: 'channel_disconnected',
      pauseSentence: 'The channel was disconnected.',
    });
  });

  test.each([
    ['through the whole flow', () => connect()],
    [
      'with new credentials alone',
      async (channelId: string) => {
        const { accessToken, appSecret } = provider.pasted;
        await reconnectChannel(ctx, { channelId, accessToken, appSecret });
      },
    ],
  ])('is the same channel when it is connected again %s', async (_how, again) => {
    const { channelId } = await connect();
    const before = await getWebhook(ctx, { channelId });
    await setTokenEnd(channelId);
    await disconnectChannel(ctx, { channelId });
    await again(channelId);
    // When the new token ends is another matter, and not known yet.
    const connected = { id: channelId, status: 'connected', tokenExpiresAt: null };
    expect(await rowsOf()).toMatchObject([connected]);
    expect(await lastActivity()).toBe('channel.reconnected');
    const after = await getWebhook(ctx, { channelId });
    expect(after.verifyToken).not.toBe(before.verifyToken);
    expect(await listHandshakeTokens('whatsapp', after.verifyToken)).toHaveLength(1);
  });

  test('is free for another business, and then not for its former one', async () => {
    const { channelId } = await connect();
    await disconnectChannel(ctx, { channelId });
    await connect({}, await anotherBusiness());
    const { accessToken, appSecret } = provider.pasted;
    const again = reconnectChannel(ctx, { channelId, accessToken, appSecret });
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await rowOf(channelId)).toMatchObject({ status: 'disconnected' });
  });

  test('of the sandbox is connected again without pasting anything', async () => {
    const { id, externalId } = await createChannel(ctx.businessId, { isSandbox: true });
    await disconnectChannel(ctx, { channelId: id });
    const { accessToken } = ctx.channels.sandboxCredentials();
    const setupFor = () => ({
      ...ctx.channels.setupFor('whatsapp'),
      identify: ({ credentials }: { credentials: unknown }) => {
        expect(credentials).toMatchObject({ accessToken });
        const value = { name: 'Sandbox', displayAddress: externalId, accountId: null };
        return Promise.resolve({ ok: true as const, value });
      },
    });
    const withSandbox = { ...ctx, channels: { ...ctx.channels, setupFor } };
    await reconnectSandboxChannel(withSandbox, { channelId: id });
    expect(await rowOf(id)).toMatchObject({ status: 'connected', isSandbox: true });
    const { channelId } = await connect();
    const real = reconnectSandboxChannel(withSandbox, { channelId });
    await expect(real).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('new credentials', () => {
  test('take the place of the former ones once they are accepted, and end a pause', async () => {
    const { channelId } = await connect();
    const before = await rowOf(channelId);
    const { verifyToken } = await getWebhook(ctx, { channelId });
    await ctx.db((tx) => pauseChannel(ctx, tx, channelId, 'The token has expired.'));
    const refused = changeCredentials(ctx, { channelId, accessToken: 'another' });
    await expect(refused).rejects.toMatchObject({ details: { field: 'accessToken' } });
    expect(await rowOf(channelId)).toMatchObject({
      status: 'paused',
      encryptedCredentials: before?.encryptedCredentials,
    });
    const { accessToken } = provider.pasted;
    await setTokenEnd(channelId);
    await changeCredentials(ctx, { channelId, accessToken });
    const after = await rowOf(channelId);
    expect(after).toMatchObject({
      status: 'connected',
      statusReason: null,
      tokenExpiresAt: null,
    });
    expect(after?.encryptedCredentials).not.toBe(before?.encryptedCredentials);
    expect((await getWebhook(ctx, { channelId })).verifyToken).toBe(verifyToken);
    const { credentials } = ctx.channels.connectionFor(after as never);
    expect(credentials).toMatchObject({ accessToken, appSecret: provider.pasted.appSecret });
    expect(await lastActivity()).toBe('channel.credentials_changed');
    expect(await checkupsOf(channelId)).toHaveLength(2);
  });

  test('are not for a channel that is disconnected', async () => {
    const { channelId } = await connect();
    await disconnectChannel(ctx, { channelId });
    const { accessToken } = provider.pasted;
    const asked = changeCredentials(ctx, { channelId, accessToken });
    await expect(asked).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
