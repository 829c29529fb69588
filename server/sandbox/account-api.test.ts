import { describe, expect, test } from 'vitest';
import { SANDBOX_APP_ID } from '#server/sandbox/account-api.ts';
import { NUMBER, secrets, startSandbox } from '#server/sandbox/testing/harness.ts';

const WABA = '220000000000001';

function start() {
  const world = startSandbox();
  const get = async (path: string, token = secrets.accessToken) => {
    const response = await world.call('GET', `v23.0/${path}`, token);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const post = async (path: string, body: unknown = {}) => {
    const response = await world.call('POST', `v23.0/${path}`, secrets.accessToken, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const setCondition = (condition: Record<string, unknown>, id = NUMBER) =>
    world.control('POST', 'condition', { phone_number_id: id, ...condition });
  return { ...world, get, post, setCondition };
}

const codeOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.error as { code: number } | undefined)?.code;

describe('a token', () => {
  test('is described to who holds it, with its permissions and its end', async () => {
    const { get, setCondition } = start();
    const ask = async (token = secrets.accessToken) => {
      const { body } = await get(`debug_token?input_token=${token}`);
      return body.data as { is_valid: boolean; expires_at: number; scopes: string[] };
    };
    expect(await ask()).toMatchObject({ is_valid: true, expires_at: 0, app_id: SANDBOX_APP_ID });
    expect(await ask('another')).toMatchObject({ is_valid: false, scopes: [] });
    await setCondition({ token: 'expiring', missing_permissions: ['instagram_basic'] });
    const { expires_at: end, scopes } = await ask();
    expect(end).toBeGreaterThan(Date.parse('2026-01-01T10:00:00.000Z') / 1_000);
    expect(scopes).not.toContain('instagram_basic');
    await setCondition({ token: 'expired' });
    expect(await ask()).toMatchObject({ is_valid: false });
  });

  test('that has expired does nothing any more, sending included', async () => {
    const { get, graph, setCondition } = start();
    await setCondition({ token: 'expired' });
    expect(codeOf(await get(NUMBER))).toBe(190);
    expect((await graph({})).status).toBe(401);
    await setCondition({});
    expect((await get(NUMBER)).status).toBe(200);
  });

  test('that is not ours sees nothing', async () => {
    const { get } = start();
    for (const path of [NUMBER, `debug_token?input_token=x`, `${WABA}/subscribed_apps`, 'me']) {
      expect(codeOf(await get(path, 'guessed'))).toBe(190);
    }
  });
});

describe('a number', () => {
  test('is described as it stands', async () => {
    const { get, setCondition } = start();
    expect((await get(NUMBER)).body).toMatchObject({
      verified_name: 'Test Salon',
      quality_rating: 'GREEN',
      messaging_limit_tier: 'TIER_250',
      status: 'CONNECTED',
    });
    await setCondition({ quality: 'RED', tier: 'TIER_10K', name_status: 'DECLINED' });
    expect((await get(NUMBER)).body).toMatchObject({
      quality_rating: 'RED',
      messaging_limit_tier: 'TIER_10K',
      name_status: 'DECLINED',
    });
  });

  test('is registered with its PIN alone', async () => {
    const { get, post, setCondition } = start();
    await setCondition({ status: 'PENDING', pin: '123456' });
    expect(codeOf(await post(`${NUMBER}/register`, { pin: 'x' }))).toBe(100);
    expect(codeOf(await post(`${NUMBER}/register`, { pin: '000000' }))).toBe(133005);
    expect((await get(NUMBER)).body).toMatchObject({ status: 'PENDING' });
    expect((await post(`${NUMBER}/register`, { pin: '123456' })).status).toBe(200);
    expect((await get(NUMBER)).body).toMatchObject({ status: 'CONNECTED' });
  });
});

describe('an account', () => {
  test('lists its numbers, and is not there under another id', async () => {
    const { get, setCondition } = start();
    expect((await get(`${WABA}/phone_numbers`)).body).toEqual({ data: [{ id: NUMBER }] });
    expect(codeOf(await get('999/phone_numbers'))).toBe(100);
    await setCondition({ missing_permissions: ['whatsapp_business_management'] });
    expect(codeOf(await get(`${WABA}/phone_numbers`))).toBe(200);
  });

  test('sends to the app once it is subscribed', async () => {
    const { get, post, setCondition } = start();
    await setCondition({ subscribed: false });
    expect((await get(`${WABA}/subscribed_apps`)).body).toEqual({ data: [] });
    await post(`${WABA}/subscribed_apps`);
    const { data } = (await get(`${WABA}/subscribed_apps`)).body as { data: unknown[] };
    expect(data).toHaveLength(1);
  });

  test('sends no more once the app is taken off, and to another app when it is made so', async () => {
    const { get, call, setCondition } = start();
    await call('DELETE', `v23.0/${WABA}/subscribed_apps`, secrets.accessToken);
    expect((await get(`${WABA}/subscribed_apps`)).body).toEqual({ data: [] });
    await setCondition({ subscribed_app: '999' });
    expect((await get(`${WABA}/subscribed_apps`)).body).toMatchObject({
      data: [{ whatsapp_business_api_data: { id: '999' } }],
    });
  });
});

test('the fields of the app are told to its secret alone', async () => {
  const { get, setCondition } = start();
  await setCondition({ missing_fields: ['messages'], callback_url: 'https://desk.test/hook' });
  const path = `${SANDBOX_APP_ID}/subscriptions`;
  expect(codeOf(await get(path))).toBe(190);
  const { body } = await get(path, `${SANDBOX_APP_ID}|${secrets.appSecret}`);
  const callback_url = 'https://desk.test/hook';
  expect(body).toMatchObject({
    data: [
      { object: 'whatsapp_business_account', callback_url },
      { object: 'instagram', callback_url },
    ],
  });
  expect(JSON.stringify(body)).not.toContain('"messages"');
});

test('a condition that is not known is refused, and a reset puts everything in order', async () => {
  const { get, setCondition, control } = start();
  expect(await setCondition({ token: 'stolen' })).toMatchObject({ error: {} });
  await setCondition({ quality: 'RED' });
  await control('POST', 'reset', {});
  expect((await get(NUMBER)).body).toMatchObject({ quality_rating: 'GREEN' });
});
