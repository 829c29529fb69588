import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { remoteSandbox } from '#server/sandbox/remote-sandbox.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { ASHA, NUMBER, secrets, startSandbox } from '#server/sandbox/testing/harness.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';

let server: ReturnType<typeof createSandboxServer>;
let remote: Sandbox;

beforeEach(async () => {
  const { sandbox, keepFile } = startSandbox();
  await keepFile();
  server = createSandboxServer(sandbox);
  remote = remoteSandbox(`http://127.0.0.1:${await listen(server)}`, secrets);
});
afterEach(() => close(server));

const message = {
  phone_number_id: NUMBER,
  customer: { wa_id: ASHA, name: 'Asha' },
  text: 'Hello?',
};

function call(method: string, path: string, body?: unknown, token = ''): Promise<Response> {
  const request = new Request(`http://app.test/api/sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return remote.handle(request, (number) => Promise.resolve(number === NUMBER));
}

describe('a sandbox in a process of its own, seen from the app', () => {
  test('is steered through the app as if it were in it', async () => {
    expect(await (await call('POST', 'control/messages', message)).json()).toHaveProperty('id');
    const query = `phone_number_id=${NUMBER}&customer=${ASHA}`;
    expect(await (await call('GET', `control/conversation?${query}`)).json()).toMatchObject({
      customer: { name: 'Asha' },
      messages: [{ text: 'Hello?' }],
    });
    expect((await call('POST', 'control/messages', { ...message, text: '' })).status).toBe(400);
  });

  test('shows its files as they are', async () => {
    const query = `phone_number_id=${NUMBER}&id=900000000000001`;
    const response = await call('GET', `control/file?${query}`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toMatch(/^inline/);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xab, 0xcd]));
  });

  test('knows customers that are seeded', async () => {
    const lastWroteAt = new Date('2026-01-01T09:00:00Z');
    await remote.saveCustomers([{ phoneNumberId: NUMBER, waId: ASHA, name: 'Asha', lastWroteAt }]);
    const response = await call('GET', `control/customers?phone_number_id=${NUMBER}`);
    expect(await response.json()).toMatchObject({
      customers: [{ name: 'Asha', last_wrote_at: '2026-01-01T09:00:00.000Z' }],
    });
  });

  test('does not lend its token for another number or for the whole sandbox', async () => {
    const refused: [string, string, unknown?][] = [
      ['POST', 'control/messages', { ...message, phone_number_id: '2' }],
      ['POST', 'control/messages', 'nonsense'],
      ['GET', 'control/ledger'],
      ['GET', 'control/customers?phone_number_id=2'],
      ['GET', `control/customers?phone_number_id=${NUMBER}&phone_number_id=2`],
      ['POST', 'control/misbehave', {}],
      ['POST', 'control/reset', { phone_number_id: NUMBER }],
      ['POST', 'control/webhook', { phone_number_id: NUMBER, url: 'http://x.test' }],
    ];
    for (const [method, path, body] of refused) {
      expect((await call(method, path, body)).status).toBe(401);
    }
    expect((await call('GET', 'control/ledger', undefined, secrets.controlToken)).status).toBe(200);
  });

  test('says in a sentence that the process is not running', async () => {
    await close(server);
    const response = await call('GET', `control/customers?phone_number_id=${NUMBER}`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      error: { message: 'The sandbox process is not running; start it with npm run sandbox.' },
    });
  });
});
