import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { begunConversations } from '#db/schema/sending.ts';
import { templates } from '#db/schema/templates.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';
import { connectChannel } from '#server/domain/channels/connect-channel.ts';
import { disconnectChannel } from '#server/domain/channels/disconnect-channel.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import { pauseChannel } from '#server/domain/channels/pause-channel.ts';
import { encrypt } from '#server/encryption.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';
import { channelsAt, startProvider } from '#tests/setup/provider.ts';
import type { Provider } from '#tests/setup/provider.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let provider: Provider;
let ctx: TestContext;
let channelId: string;
let desk: Server;
let deskUrl: string;
/** What our own address answers to a handshake. */
let answer: (query: URLSearchParams) => string;

beforeEach(async () => {
  provider = await startProvider();
  answer = (query) => query.get('hub.challenge') ?? '';
  desk = createServer((request, response) => {
    response.end(answer(new URL(request.url ?? '/', 'http://desk').searchParams));
  });
  deskUrl = `http://127.0.0.1:${await listen(desk)}/api/webhooks/whatsapp`;
  const { id: businessId } = await createBusiness();
  const actor = actorOf(await createMember(businessId, { role: 'owner' }));
  ctx = contextAt(businessId, actor, { url: deskUrl, isPublic: true });
  channelId = (await connectChannel(ctx, provider.pasted)).channelId;
});
afterEach(async () => {
  await close(desk);
  await provider.stop();
});

function contextAt(
  businessId: string,
  actor: TestContext['actor'],
  webhook: { url: string; isPublic: boolean },
  baseUrl = provider.origin,
): TestContext {
  const port = { ...channelsAt(baseUrl), webhookFor: () => webhook };
  return testContext({ businessId, actor, channels: port });
}

async function check(by = ctx) {
  const { findings } = await checkChannel(by, { channelId });
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

describe('a channel in good order', () => {
  test('is told so, check by check, and it is kept with its moment', async () => {
    await noteChannel(ctx, channelId, new Date());
    const found = await check();
    expect(Object.entries(found).map(([name, { state }]) => [name, state])).toEqual([
      ['token', 'ok'],
      ['permissions', 'ok'],
      ['number', 'ok'],
      ['webhook', 'ok'],
      ['subscription', 'ok'],
      ['fields', 'ok'],
      ['arrival', 'ok'],
      ['departure', 'unknown'],
      ['quality', 'ok'],
      ['limit', 'ok'],
      ['name', 'ok'],
      ['templates', 'unknown'],
    ]);
    expect(found.token).toMatchObject({ badge: 'Permanent key' });
    const [listed] = await listChannels(ctx);
    expect(listed?.findings.map(({ check: name }) => name)).toEqual(Object.keys(found));
    expect(listed?.checkedAt).toEqual(ctx.now());
    const [row] = await ctx.db((tx) => tx.select().from(channels));
    expect(row).toMatchObject({ quality: 'GREEN', qualityAt: ctx.now() });
  });
});

describe('what is wrong at the provider', () => {
  test.each([
    ['the key has expired', { token: 'expired' }, 'token', 'problem', 'does not accept'],
    ['the key expires soon', { token: 'expiring' }, 'token', 'warning', 'expires soon'],
    [
      'a permission is missing',
      { missing_permissions: ['whatsapp_business_messaging'] },
      'permissions',
      'problem',
      'A permission is missing',
    ],
    ['the quality is medium', { quality: 'YELLOW' }, 'quality', 'warning', 'Quality is medium'],
    ['the quality is low', { quality: 'RED' }, 'quality', 'problem', 'Quality is low'],
    ['the quality is not rated', { quality: 'UNKNOWN' }, 'quality', 'unknown', 'not rated'],
    [
      'it sends to another app',
      { subscribed_app: '999' },
      'subscription',
      'problem',
      'another app',
    ],
    ['it sends to no app', { subscribed: false }, 'subscription', 'problem', 'sends to no app'],
    ['ticks are off', { missing_fields: ['messages'] }, 'fields', 'problem', 'ticks are missing'],
    [
      'a lesser field is off',
      { missing_fields: ['account_update'] },
      'fields',
      'warning',
      'We do not hear',
    ],
    [
      'it sends elsewhere',
      { callback_url: 'https://elsewhere.test/hook' },
      'fields',
      'problem',
      'sends them elsewhere',
    ],
    ['the number is not registered', { status: 'PENDING' }, 'number', 'problem', 'not registered'],
    ['the number is flagged', { status: 'FLAGGED' }, 'number', 'warning', 'its eye on'],
    ['the number is restricted', { status: 'RESTRICTED' }, 'number', 'problem', 'restricted'],
    ['the name waits', { name_status: 'PENDING_REVIEW' }, 'name', 'warning', 'waits for review'],
    ['the name was declined', { name_status: 'DECLINED' }, 'name', 'warning', 'not approved'],
  ])('is found and named: %s', async (_what, condition, name, state, title) => {
    await provider.setCondition(condition);
    const found = await check();
    expect(found[name]).toMatchObject({ state, title: expect.stringContaining(title) as string });
    if (state === 'problem' && name !== 'quality') {
      expect(found[name]?.steps?.length).toBeGreaterThan(0);
    }
    await provider.setCondition({});
    expect((await check())[name]?.state).toBe('ok');
  });

  test('the tier it is in is ours from then on', async () => {
    await provider.setCondition({ tier: 'TIER_2K' });
    expect((await check()).limit?.title).toBe('You may start 2,000 conversations a day');
    expect(await listChannels(ctx)).toMatchObject([{ newPeoplePerDay: 2_000 }]);
    await provider.setCondition({ tier: 'TIER_UNLIMITED' });
    expect((await check()).limit?.title).toBe('You may start any number of conversations a day');
    const [row] = await ctx.db((tx) => tx.select().from(channels));
    expect(row).toMatchObject({ newPeoplePerDay: null, newPeoplePerDayAt: ctx.now() });
  });

  test('the tier stays as it was, and since when, when the provider does not tell', async () => {
    const heardAt = new Date(ctx.now().getTime() - 3_600_000);
    await ctx.db((tx) =>
      tx.update(channels).set({ newPeoplePerDay: 1_000, newPeoplePerDayAt: heardAt }),
    );
    await provider.stop();
    await check();
    const [row] = await ctx.db((tx) => tx.select().from(channels));
    expect(row).toMatchObject({ newPeoplePerDay: 1_000, newPeoplePerDayAt: heardAt });
    provider = await startProvider();
  });

  test('silence hides nothing of what is known here', async () => {
    await noteChannel(ctx, channelId, new Date());
    await check();
    await provider.stop();
    const found = await check();
    for (const name of ['token', 'permissions', 'number', 'subscription', 'fields', 'quality']) {
      expect(found[name]?.state).toBe('unknown');
    }
    expect(found.webhook?.state).toBe('ok');
    expect(found.arrival?.state).toBe('ok');
    provider = await startProvider();
  });

  test('nonsense is no answer either', async () => {
    const nonsense = createServer((_, response) => void response.end('<html>Sorry.</html>'));
    const origin = `http://127.0.0.1:${await listen(nonsense)}`;
    const { businessId, actor } = ctx;
    const there = contextAt(businessId, actor, { url: deskUrl, isPublic: true }, origin);
    expect((await check(there)).token?.state).toBe('unknown');
    await close(nonsense);
  });
});

describe('what is wrong here', () => {
  test('an address that Meta cannot get to', async () => {
    const { businessId, actor } = ctx;
    const there = contextAt(businessId, actor, { url: 'http://localhost:3000/x', isPublic: false });
    expect((await check(there)).webhook).toMatchObject({
      state: 'problem',
      sentence: 'http://localhost:3000 is not a public https address.',
    });
  });

  test('an address that answers something else, or nothing', async () => {
    answer = () => 'Welcome to nginx!';
    expect((await check()).webhook).toMatchObject({
      state: 'problem',
      title: expect.stringContaining('another server') as string,
    });
    await close(desk);
    expect((await check()).webhook).toMatchObject({
      title: expect.stringContaining('does not answer') as string,
    });
    desk = createServer();
    await listen(desk);
  });

  test('no secret to tell Meta by', async () => {
    const bare = await createChannel(ctx.businessId, { credentials: { accessToken: 'token' } });
    const { findings } = await checkChannel(ctx, { channelId: bare.id });
    const arrival = findings.find(({ check: name }) => name === 'arrival');
    expect(arrival).toMatchObject({
      state: 'problem',
      title: expect.stringContaining('secret') as string,
    });
  });

  test('a pause, and messages that are refused', async () => {
    const to = await createConversation(ctx.businessId, { channelId, lastMessageAt: ctx.now() });
    const occurredAt = new Date(ctx.now().getTime() - 60_000);
    const ours = { direction: 'outbound', occurredAt, stateAt: occurredAt } as const;
    await createMessage(to, { ...ours, state: 'delivered' });
    await createMessage(to, { ...ours, state: 'read' });
    await createMessage(to, { ...ours, state: 'failed', failureCode: 'unknown_failure' });
    await createMessage(to, { ...ours, state: 'failed', failureCode: 'sending_cancelled' });
    const before = new Date(ctx.now().getTime() - 25 * 3_600_000);
    await createMessage(to, { ...ours, state: 'failed', occurredAt: before });
    expect((await check()).departure).toMatchObject({
      state: 'ok',
      sentence: 'Sent 2 in the last 24 hours, 1 was refused.',
      link: { label: 'See why', href: `/inbox/${to.id}` },
    });
    await ctx.db((tx) => pauseChannel(ctx, tx, channelId, 'The token has expired.'));
    expect((await check()).departure).toMatchObject({ state: 'problem' });
  });

  test('a limit that is used up', async () => {
    const { id: conversationId } = await createConversation(ctx.businessId, { channelId });
    const { businessId } = ctx;
    await ctx.db((tx) =>
      tx
        .insert(begunConversations)
        .values({ businessId, conversationId, channelId, begunAt: ctx.now() }),
    );
    expect((await check()).limit?.sentence).toBe('1 used in the last 24 hours.');
    const setup = ctx.channels.setupFor('whatsapp');
    const inspect = () => Promise.resolve({ findings: [], newPeoplePerDay: 1 });
    const port = { ...ctx.channels, setupFor: () => ({ ...setup, inspect }) };
    expect((await check({ ...ctx, channels: port })).limit?.state).toBe('warning');
  });

  test('a secret that is of another app', async () => {
    const [row] = await ctx.db((tx) => tx.select().from(channels));
    if (row === undefined) throw new Error('gone');
    const { accessToken } = provider.pasted;
    const encryptedCredentials = ctx.channels.seal(row, { accessToken, appSecret: 'other' });
    await ctx.db((tx) => tx.update(channels).set({ encryptedCredentials }));
    expect((await check()).fields).toMatchObject({
      state: 'problem',
      title: expect.stringContaining('of another app') as string,
    });
  });

  test('nothing that came for longer than a week, which is no sign that anything does', async () => {
    await noteChannel(ctx, channelId, new Date());
    ctx.setNow(new Date(ctx.now().getTime() + 8 * 24 * 3_600_000));
    expect((await check()).arrival).toMatchObject({ state: 'unknown' });
  });

  test('templates that could not be read, or were not for days', async () => {
    const set = (values: object) => ctx.db((tx) => tx.update(channels).set(values));
    const read = { templatesSyncedAt: new Date(ctx.now().getTime() - 3 * 24 * 3_600_000) };
    await set(read);
    expect((await check()).templates).toMatchObject({
      state: 'warning',
      title: 'The templates are not up to date',
      at: read.templatesSyncedAt.toISOString(),
    });
    await set({ templatesSyncTrouble: 'Meta does not accept the access token.' });
    expect((await check()).templates).toMatchObject({
      state: 'warning',
      sentence: 'Meta does not accept the access token. What is shown is from {at}.',
    });
  });

  test('credentials that no key opens', async () => {
    const place = `${ctx.businessId}|whatsapp|${provider.externalId}`;
    const sealed = encrypt('{}', place, { current: randomBytes(32), old: [] });
    await ctx.db((tx) =>
      tx.update(channels).set({ encryptedCredentials: sealed }).where(eq(channels.id, channelId)),
    );
    expect(await check()).toMatchObject({ token: { state: 'problem' } });
  });

  test('an inspection that fails is a finding, not the end of the checkup', async () => {
    const setup = ctx.channels.setupFor('whatsapp');
    const inspect = () => Promise.reject(new Error('a fault of ours'));
    const port = { ...ctx.channels, setupFor: () => ({ ...setup, inspect }) };
    const found = await check({ ...ctx, channels: port });
    expect(found.token?.state).toBe('unknown');
    expect(found.webhook?.state).toBe('ok');
  });
});

test('a channel of the sandbox is not told that its address answers unless it does', async () => {
  const credentials = { accessToken: 'token', verifyToken: 'own' };
  const { id } = await createChannel(ctx.businessId, { isSandbox: true, credentials });
  const webhookOf = async () => {
    const { findings } = await checkChannel(ctx, { channelId: id });
    return findings.find(({ check: name }) => name === 'webhook')?.state;
  };
  expect(await webhookOf()).toBe('ok');
  answer = () => 'Welcome to nginx!';
  expect(await webhookOf()).toBe('unknown');
});

test('templates are counted by how they stand, those of this account alone', async () => {
  const { businessId } = ctx;
  const template = (name: string, status: 'approved' | 'pending' | 'draft', accountId: string) => ({
    businessId,
    accountId,
    name,
    language: 'en',
    category: 'utility' as const,
    status,
    components: [],
  });
  await ctx.db((tx) =>
    tx
      .insert(templates)
      .values([
        template('hello', 'approved', provider.accountId),
        template('hours', 'pending', provider.accountId),
        template('idea', 'draft', provider.accountId),
        template('other', 'approved', 'another'),
      ]),
  );
  expect((await check()).templates).toMatchObject({
    state: 'ok',
    title: '1 of 2 templates are approved',
    sentence: '1 waiting for review.',
  });
});

test('a channel that is disconnected is not looked over, and an agent looks over none', async () => {
  const agent = actorOf(await createMember(ctx.businessId));
  const asked = checkChannel({ ...ctx, actor: agent }, { channelId });
  await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await disconnectChannel(ctx, { channelId });
  await expect(check()).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await listChannels(ctx)).toMatchObject([{ findings: [], checkedAt: null }]);
});
