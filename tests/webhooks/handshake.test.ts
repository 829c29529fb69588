import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { doors } from '#tests/webhooks/doors.ts';
import type { OpenDoor } from '#tests/webhooks/doors.ts';

const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
const [own, gone, unopened] = [randomUUID(), randomUUID(), randomUUID()];

beforeAll(async () => {
  const { id: businessId } = await createBusiness();
  const withToken = (verifyToken: string) => ({ accessToken: 'token', verifyToken });
  await createChannel(businessId, {
    encryptedCredentials: 'sealed with another key',
    credentials: withToken(unopened),
  });
  await createChannel(businessId, { credentials: { accessToken: 'token', verifyToken: '' } });
  await createChannel(businessId, { credentials: withToken(own), status: 'paused' });
  await createChannel(businessId, { credentials: withToken(gone), status: 'disconnected' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  forgetSettings();
});

describe.each(doors)('through %s', (_name, open) => {
  let door: OpenDoor;
  beforeAll(async () => void (door = await open()));
  afterAll(() => door.close());

  async function shake(token: string, mode = 'subscribe') {
    const query = { 'hub.mode': mode, 'hub.challenge': '1158201444', 'hub.verify_token': token };
    const answer = await door.call(
      `/api/webhooks/whatsapp?${new URLSearchParams(query).toString()}`,
    );
    return { status: answer.status, text: await answer.text() };
  }

  const echoed = { status: 200, text: '1158201444' };

  test('a channel that has a verify token of its own is known by it', async () => {
    expect(await shake(own)).toEqual(echoed);
  });

  test('no secret is opened for it', async () => {
    expect(await shake(unopened)).toEqual({ status: 200, text: '1158201444' });
  });

  test('the verify tokens of the installation and of the sandbox are known as well', async () => {
    vi.stubEnv('META_VERIFY_TOKEN', 'the hosted app’s');
    forgetSettings();
    expect(await shake('the hosted app’s')).toEqual(echoed);
    expect(await shake(sandboxSecrets().verifyToken)).toEqual(echoed);
  });

  test.each([
    ['no token', () => shake('')],
    ['a guess', () => shake('a-guess')],
    ['one that is far too long', () => shake('x'.repeat(5_000))],
    ['the token of a channel that was let go', () => shake(gone)],
    ['another mode', () => shake(own, 'unsubscribe')],
  ])('%s is refused', async (_what, ask) => {
    const { status, text } = await ask();
    expect(status).toBe(403);
    expect(text).toContain('The verify token does not match.');
  });
});
