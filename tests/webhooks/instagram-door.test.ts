import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { appSecret, doors, signed } from '#tests/webhooks/doors.ts';
import type { OpenDoor } from '#tests/webhooks/doors.ts';

const path = '/api/webhooks/instagram';
const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
const [verifyToken, ofInstagram, ofFacebook] = [randomUUID(), randomUUID(), randomUUID()];
let account: string;

beforeAll(async () => {
  const { id: businessId } = await createBusiness();
  const secrets = { appSecret: ofFacebook, instagramAppSecret: ofInstagram };
  const credentials = { accessToken: 'token', verifyToken, ...secrets };
  account = (await createChannel(businessId, { kind: 'instagram', credentials })).externalId;
});
beforeEach(() => {
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
});
afterEach(() => {
  vi.unstubAllEnvs();
  forgetSettings();
});

function delivery(): { mid: string; body: string } {
  const mid = `mid.${randomUUID()}`;
  const item = {
    sender: { id: '1234567890123456' },
    recipient: { id: account },
    timestamp: 1772445600123,
    message: { mid, text: 'Hi' },
  };
  const entry = [{ id: account, time: 1772445600123, messaging: [item] }];
  return { mid, body: JSON.stringify({ object: 'instagram', entry }) };
}

async function storedOf(mid: string) {
  const rows = await forSystem((tx) => tx.select().from(webhookDeliveries));
  return rows.filter(({ body }) => body.includes(mid));
}

describe.each(doors)('Instagram’s webhook through %s', (_name, open) => {
  let door: OpenDoor;
  beforeAll(async () => void (door = await open()));
  afterAll(() => door.close());

  const shake = async (token: string, kind = 'instagram') => {
    const query = { 'hub.mode': 'subscribe', 'hub.challenge': '42', 'hub.verify_token': token };
    const search = new URLSearchParams(query).toString();
    const answer = await door.call(`/api/webhooks/${kind}?${search}`);
    return answer.status === 200 ? answer.text() : answer.status;
  };

  test('answers the handshake with the channel’s own token, and only for its kind', async () => {
    expect(await shake(verifyToken)).toBe('42');
    expect(await shake('a-guess')).toBe(403);
    expect(await shake(verifyToken, 'whatsapp')).toBe(403);
  });

  test.each([
    ['the Instagram app', ofInstagram, true],
    ['the Facebook app', ofFacebook, true],
    ['the hosted app', appSecret, false],
  ])('stores what %s signed', async (_signer, secret, isForAccount) => {
    const { mid, body } = delivery();
    expect((await door.call(path, signed(body, secret))).status).toBe(200);
    const signedFor = isForAccount ? [account] : null;
    expect(await storedOf(mid)).toMatchObject([{ channelKind: 'instagram', signedFor }]);
  });

  test('refuses what nobody signed, and what was altered', async () => {
    const { mid, body } = delivery();
    expect((await door.call(path, signed(body, 'another'))).status).toBe(401);
    const altered = { ...signed(body, ofInstagram), body: `${body} ` };
    expect((await door.call(path, altered)).status).toBe(401);
    expect(await storedOf(mid)).toEqual([]);
  });
});
