import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instagramSetup } from '#server/channels/instagram/inspect.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import { secrets } from '#server/sandbox/testing/harness.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';
import { startProvider } from '#tests/setup/provider.ts';
import type { Provider } from '#tests/setup/provider.ts';

const ID = '200000000000001';
const PAGE = '200000000000000';
const now = new Date('2026-03-02T10:00:00Z');

let provider: Provider;
beforeEach(async () => void (provider = await startProvider()));
afterEach(() => provider.stop());

const connection = (login: 'instagram' | 'facebook', changes: object = {}) =>
  ({
    kind: 'instagram',
    externalId: ID,
    baseUrl: provider.origin,
    credentials: { login, accessToken: secrets.accessToken, appSecret: secrets.appSecret },
    ...changes,
  }) satisfies ChannelConnection;

const ways = [
  ['by itself', 'instagram', null],
  ['through its page', 'facebook', PAGE],
] as const;

describe.each(ways)('an Instagram account %s', (_how, login, accountId) => {
  const inspect = async () => {
    const account = { accountId, webhookUrl: 'https://desk.test', now };
    const { findings } = await instagramSetup.inspect(connection(login), account);
    return Object.fromEntries(findings.map((finding) => [finding.check, finding.state]));
  };

  test('is found by its name, and then sends to the app', async () => {
    await provider.setCondition({ subscribed: false }, ID);
    expect(await inspect()).toMatchObject({
      token: 'ok',
      permissions: 'ok',
      subscription: 'problem',
    });
    expect(await instagramSetup.identify(connection(login), accountId)).toEqual({
      ok: true,
      value: { name: 'Luxe Salon', displayAddress: '@luxesalon.bandra', accountId },
    });
    expect(await instagramSetup.subscribe(connection(login), { accountId })).toMatchObject({
      ok: true,
    });
    expect(await inspect()).toMatchObject({ subscription: 'ok' });
  });

  test('is not taken for another', async () => {
    const other = connection(login, { externalId: '1' });
    expect(await instagramSetup.identify(other, accountId)).toMatchObject({
      ok: false,
      refusal: { field: 'externalId', sentence: expect.stringContaining(ID) as string },
    });
  });

  test('is not found with a token that does not work', async () => {
    const credentials = { login, accessToken: 'guessed' };
    const guessed = connection(login, { credentials });
    expect(await instagramSetup.identify(guessed, accountId)).toMatchObject({
      ok: false,
      refusal: { field: 'accessToken' },
    });
    await provider.setCondition({ token: 'expired' });
    expect(await inspect()).toMatchObject({ token: 'problem' });
  });

  test('is told which permission is missing', async () => {
    const scope =
      login === 'instagram' ? 'instagram_business_manage_messages' : 'instagram_manage_messages';
    await provider.setCondition({ missing_permissions: [scope] });
    expect(await inspect()).toMatchObject({ permissions: 'problem' });
  });

  test('is let go so that it sends nothing more', async () => {
    expect(await inspect()).toMatchObject({ subscription: 'ok' });
    const ended = await instagramSetup.unsubscribe(connection(login), { accountId });
    expect(ended).toMatchObject({ ok: true });
    expect(await inspect()).toMatchObject({ subscription: 'problem' });
  });

  test('is told which fields are off, where they are chosen', async () => {
    const check = login === 'instagram' ? 'subscription' : 'fields';
    await provider.setCondition({ missing_fields: ['message_reactions'] }, ID);
    expect(await inspect()).toMatchObject({ [check]: 'warning' });
    await provider.setCondition({ missing_fields: ['messages'] }, ID);
    expect(await inspect()).toMatchObject({ [check]: 'problem' });
  });
});

test('credentials that do not say which way are the account’s own, and nothing is wrong with them', async () => {
  const credentials = { accessToken: secrets.accessToken };
  const account = { accountId: null, webhookUrl: 'https://desk.test', now };
  const { findings } = await instagramSetup.inspect(
    connection('instagram', { credentials }),
    account,
  );
  expect(findings.map(({ check, state }) => [check, state])).toEqual([
    ['token', 'ok'],
    ['permissions', 'ok'],
    ['subscription', 'ok'],
    ['fields', 'unknown'],
  ]);
});

test('a page whose app secret is not known is not told about the fields of the app', async () => {
  const credentials = { login: 'facebook', accessToken: secrets.accessToken };
  const account = { accountId: PAGE, webhookUrl: 'https://desk.test', now };
  const { findings } = await instagramSetup.inspect(
    connection('facebook', { credentials }),
    account,
  );
  expect(findings.find(({ check }) => check === 'fields')).toMatchObject({ state: 'unknown' });
});

describe('what Meta is asked', () => {
  /** A Meta that answers so, and keeps what it was asked. */
  async function listening(answer: (url: URL) => object) {
    const asked: URL[] = [];
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://meta.test');
      asked.push(url);
      response.end(JSON.stringify(answer(url)));
    });
    const baseUrl = `http://127.0.0.1:${await listen(server)}`;
    return { asked, baseUrl, stop: () => close(server) };
  }

  test('through a page carries the proof of the token, and one field of the page is enough', async () => {
    const meta = await listening(() => ({ success: true }));
    const credentials = { login: 'facebook', accessToken: 'page-token', appSecret: 'secret' };
    const page = connection('facebook', { credentials, baseUrl: meta.baseUrl });
    await instagramSetup.subscribe(page, { accountId: PAGE });
    await instagramSetup.identify(page, PAGE);
    await instagramSetup.inspect(page, { accountId: PAGE, webhookUrl: 'https://desk.test', now });
    await meta.stop();
    const proof = createHmac('sha256', 'secret').update('page-token').digest('hex');
    const given = meta.asked.map(({ searchParams }) => searchParams.get('appsecret_proof'));
    expect(given).toEqual(given.map(() => proof));
    expect(meta.asked.map(({ pathname }) => pathname)).toEqual(
      expect.arrayContaining(['/v23.0/debug_token', `/v23.0/${PAGE}/subscribed_apps`]),
    );
    expect(meta.asked[0]?.searchParams.get('subscribed_fields')).toBe('feed');
  });

  test('of an account’s own is asked for again without what this app is not offered', async () => {
    const meta = await listening(({ searchParams }) =>
      searchParams.get('subscribed_fields')?.includes('message_edit') === true
        ? { error: { code: 100, message: 'Param subscribed_fields must be one of {messages}' } }
        : { success: true },
    );
    const own = connection('instagram', { baseUrl: meta.baseUrl });
    expect(await instagramSetup.subscribe(own, { accountId: null })).toMatchObject({ ok: true });
    await meta.stop();
    const fields = meta.asked.map(({ searchParams }) => searchParams.get('subscribed_fields'));
    expect(fields).toEqual([
      expect.stringMatching(/^messages,.*,message_edit$/),
      expect.stringMatching(/^messages,.*,messaging_referral$/),
    ]);
    expect(meta.asked[0]?.searchParams.has('appsecret_proof')).toBe(false);
  });
});

describe('an Instagram account in the doctor', () => {
  const fieldsOf = async (login: 'instagram' | 'facebook', credentials: object = {}) => {
    const given = { login, accessToken: secrets.accessToken, ...credentials };
    const webhookUrl = 'https://desk.test';
    const accountId = login === 'facebook' ? PAGE : null;
    const inspected = { accountId, webhookUrl, now };
    const there = connection(login, { credentials: given });
    const { findings } = await instagramSetup.inspect(there, inspected);
    return findings.find(({ check }) => check === 'fields');
  };

  test('is not called in order where Meta does not tell', async () => {
    expect(await fieldsOf('instagram')).toMatchObject({ state: 'unknown' });
    expect(await fieldsOf('facebook')).toMatchObject({ state: 'unknown' });
  });

  test('is asked about its app where the secret is there', async () => {
    const { appSecret } = secrets;
    expect(await fieldsOf('facebook', { appSecret })).toMatchObject({ state: 'ok' });
    expect(await fieldsOf('facebook', { appSecret: 'other' })).toMatchObject({ state: 'problem' });
    await provider.setCondition({ callback_url: 'https://elsewhere.test/hook' }, ID);
    expect(await fieldsOf('facebook', { appSecret })).toMatchObject({ state: 'problem' });
  });

  test('is not refused for credentials of before there were two ways to sign in', async () => {
    const credentials = { accessToken: secrets.accessToken, appSecret: secrets.appSecret };
    const account = { accountId: null, webhookUrl: 'https://desk.test', now };
    const { findings } = await instagramSetup.inspect(
      connection('instagram', { credentials }),
      account,
    );
    expect(findings.find(({ check }) => check === 'token')).toMatchObject({ state: 'ok' });
  });

  test('is not connected with the secret of another app', async () => {
    const credentials = { login: 'facebook', accessToken: secrets.accessToken, appSecret: 'other' };
    const pasted = connection('facebook', { credentials });
    expect(await instagramSetup.identify(pasted, PAGE)).toMatchObject({
      ok: false,
      refusal: { field: 'appSecret' },
    });
  });
});
