import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { GET, POST } from '#app/api/sandbox/[...path]/route.ts';
import { DEMO_PHONE_NUMBER_ID } from '#server/sandbox/accounts.ts';
import { inAppSandbox } from '#server/sandbox/in-app.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

const NEXTAUTH_SECRET = 'only for the test of the route';
const secrets = sandboxSecrets(NEXTAUTH_SECRET);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-route-'));
  vi.stubEnv('DATA_DIR', directory);
  vi.stubEnv('NEXTAUTH_SECRET', NEXTAUTH_SECRET);
  vi.stubEnv('GRAPH_API_BASE_URL', '');
  forget();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  forget();
  await rm(directory, { recursive: true });
});

/** Settings and sandbox are kept per process; each test begins with neither. */
function forget(): void {
  for (const name of ['env', 'sandbox'])
    Reflect.deleteProperty(globalThis, Symbol.for(`frontdesk.${name}`));
}

function request(path: string, token: string, body?: unknown): Request {
  return new Request(`http://app.test/api/sandbox/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

test.each([
  ['', '0'],
  ['0', '1'],
])('with SANDBOX=%s and DEMO=%s there is no sandbox', async (SANDBOX, DEMO) => {
  vi.stubEnv('SANDBOX', SANDBOX);
  vi.stubEnv('DEMO', DEMO);
  expect((await GET(request('control/accounts', secrets.controlToken))).status).toBe(404);
  expect((await POST(request('v23.0/1/messages', secrets.accessToken, {}))).status).toBe(404);
});

test('with a demo business its number and its Instagram account are there, for the holder of the control token', async () => {
  vi.stubEnv('SANDBOX', '');
  vi.stubEnv('DEMO', '1');
  expect((await GET(request('control/accounts', 'guess'))).status).toBe(401);
  const response = await GET(request('control/accounts', secrets.controlToken));
  expect(await response.json()).toMatchObject({
    accounts: [
      {
        phone_number_id: DEMO_PHONE_NUMBER_ID,
        webhook_url: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:\d+\/api\/webhooks\/whatsapp$/,
        ) as string,
      },
      {
        phone_number_id: '200000000000001',
        webhook_url: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:\d+\/api\/webhooks\/instagram$/,
        ) as string,
      },
    ],
  });
  await inAppSandbox().stop();
});

test('told to drop the connection, the route breaks its answer off', async () => {
  vi.stubEnv('SANDBOX', '1');
  await POST(request('control/misbehave', secrets.controlToken, { drop: { when: 'before' } }));
  const path = `v23.0/${DEMO_PHONE_NUMBER_ID}/messages`;
  const response = await POST(request(path, secrets.accessToken, {}));
  await expect(response.text()).rejects.toThrow('broke this answer off');
  await inAppSandbox().stop();
});
