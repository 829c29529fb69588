import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { answerJobCall } from '#inngest/handler.ts';
import { functionRegistration } from '#inngest/register-functions.ts';
import { loopbackKeys, startLoopbackServer } from '#inngest/testing/loopback-server.ts';
import type { LoopbackServer } from '#inngest/testing/loopback-server.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
  vi.stubEnv('INNGEST_BASE_URL', server.settings.baseUrl);
  for (const [name, value] of Object.entries(loopbackKeys)) vi.stubEnv(name, value);
  // Settings are kept per process, and these are new.
  Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
});
afterAll(() => server.close());
beforeEach(() => server.forget());

test('an Inngest server is told once where to call which functions, and again when in doubt', async () => {
  const registration = functionRegistration();
  await registration.ensure();
  await registration.ensure();
  expect(server.registrations).toMatchObject([
    { url: 'http://frontdesk.test/api/inngest', appName: 'frontdesk' },
  ]);
  expect(server.registrations[0]).toHaveProperty('functions.2.id');
  registration.doubt();
  await registration.ensure();
  expect(server.registrations).toHaveLength(2);
});

test('while the server does not take it, the functions count as not registered', async () => {
  const registration = functionRegistration();
  server.refusesFunctions = true;
  await expect(registration.ensure()).rejects.toThrow('not registered');
  server.refusesFunctions = false;
  await registration.ensure();
  expect(server.registrations).toHaveLength(1);
});

test.each(['GET', 'PUT', 'POST'])('a stranger who asks with %s is answered 401', async (method) => {
  const response = await answerJobCall(
    new Request('http://frontdesk.test/api/inngest', {
      method,
      headers: { host: 'frontdesk.test' },
      ...(method === 'GET' ? {} : { body: '{}' }),
    }),
  );
  expect(response.status).toBe(401);
  expect(server.registrations).toEqual([]);
});
