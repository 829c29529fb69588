import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepConnected } from '#components/realtime/connection.ts';
import type { ConnectionState } from '#components/realtime/connection.ts';
import { streamTransport } from '#components/realtime/stream-transport.ts';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { disableMember } from '#server/domain/members/disable-member.ts';
import { serveEventStream, stopEventStreams } from '#server/http/event-stream.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';
import { realtimeHealth, startRealtime, stopRealtime } from '#server/realtime/hub.ts';
import { actorOf } from '#tests/setup/test-context.ts';
import { eventSourceFor } from '#tests/realtime/event-source.ts';
import { commitChange, until } from '#tests/realtime/events.ts';
import { signedInMember } from '#tests/realtime/signed-in.ts';

let server: Server;
let origin: string;

function openTab(businessId: string, cookie: string) {
  const changes: RealtimeChange[] = [];
  const states: ConnectionState[] = [];
  const connection = keepConnected({
    transport: streamTransport(businessId, eventSourceFor(origin, cookie)),
    asksItself: false,
    since: () => Promise.reject(new Error('not asked in these tests')),
    cursor: { load: () => null, save: () => undefined },
    onChanges: (heard) => changes.push(...heard),
    onResync: () => undefined,
    onState: (state) => states.push(state),
  });
  return { changes, connection, state: () => states.at(-1) };
}

describe('the running server', () => {
  beforeAll(async () => {
    startRealtime();
    server = createServer((request, response) => void serveEventStream(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    stopEventStreams();
    await stopRealtime();
    expect(realtimeHealth().ok).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });

  test('is well once its own notice has come back to it', async () => {
    await until(() => realtimeHealth().ok);
  });

  test('carries a committed change to a signed-in member without being asked to', async () => {
    const business = await createBusiness();
    const { cookie } = await signedInMember(business.id);
    const tab = openTab(business.id, cookie);
    await until(() => tab.state() === 'live');
    const began = performance.now();
    const event = await commitChange(business.id);
    await until(() => tab.changes.length === 1);
    expect(tab.changes).toMatchObject([event]);
    expect(performance.now() - began).toBeLessThan(1000);
    tab.connection.close();
  });

  test('ends the stream of a member at the moment they are disabled', async () => {
    const business = await createBusiness();
    const owner = await createMember(business.id, { role: 'owner' });
    const { member, cookie } = await signedInMember(business.id);
    const tab = openTab(business.id, cookie);
    await until(() => tab.state() === 'live');
    const ctx = createBusinessContext({ businessId: business.id, actor: actorOf(owner) });
    await disableMember(ctx, { memberId: member.id });
    await until(() => tab.state() === 'ended', 3000);
    expect((await fetch(`${origin}/api/realtime`, { headers: { cookie } })).status).toBe(401);
  });

  test.each(['', 'next-auth.session-token=forged'])(
    'refuses whoever brings no session: %j',
    async (cookie) => {
      const response = await fetch(`${origin}/api/realtime`, { headers: { cookie } });
      expect(response.status).toBe(401);
    },
  );
});
