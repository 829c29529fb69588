import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PusherClient from 'pusher-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepConnected } from '#components/realtime/connection.ts';
import type { Connection, ConnectionState } from '#components/realtime/connection.ts';
import { pusherTransport } from '#components/realtime/pusher-transport.ts';
import { forBusiness } from '#db/business.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { authorizePusher } from '#server/realtime/authorize-pusher.ts';
import { catchUp } from '#server/realtime/catch-up.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';
import { createHub } from '#server/realtime/hub.ts';
import type { RealtimeHub } from '#server/realtime/hub.ts';
import type { PusherAccount } from '#server/realtime/pusher-account.ts';
import { createPusherPublisher } from '#server/realtime/pusher-publisher.ts';
import { commitChange, messageCreated, until } from '#tests/realtime/events.ts';
import { startPusherServer } from '#tests/realtime/pusher-server.ts';
import type { PusherServer } from '#tests/realtime/pusher-server.ts';

let pusher: PusherServer;
let hub: RealtimeHub;
let auth: { server: Server; endpoint: string; refusals: () => number };
let businessId: string;
/** The member whom the authorisation sees; null when nobody is signed in. */
let member: { businessId: string; memberId: string } | null;
/** What the authorisation signs with. */
let signer: PusherAccount;
const connections: Connection[] = [];

/** Our authorisation over HTTP, for whoever `member` is. */
async function startAuthorisation(): Promise<typeof auth> {
  let refusals = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const asked = {
        socketId: form.get('socket_id') ?? '',
        channelName: form.get('channel_name'),
      };
      const answer = member === null ? null : authorizePusher(asked, member, signer);
      if (answer === null) refusals += 1;
      response.writeHead(answer === null ? 403 : 200).end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth`,
    refusals: () => refusals,
  };
}

function openTab(business = businessId) {
  const { key, cluster, server } = pusher.account;
  const who = { businessId: business, memberId: randomUUID() };
  const changes: RealtimeChange[] = [];
  const states: ConnectionState[] = [];
  let cursor: string | null = null;
  const connection = keepConnected({
    transport: pusherTransport({
      settings: { transport: 'pusher', ...who, key, cluster, server },
      authEndpoint: auth.endpoint,
      load: async () => PusherClient,
    }),
    asksItself: true,
    since: async (from) =>
      member === null ? null : forBusiness(business, (tx) => catchUp(tx, from)),
    cursor: { load: () => cursor, save: (to) => (cursor = to) },
    onChanges: (heard) => changes.push(...heard),
    onResync: () => undefined,
    onState: (state) => states.push(state),
    firstDelayMs: 2,
  });
  connections.push(connection);
  return { changes, states, connection, isLive: () => states.at(-1) === 'live' };
}

async function commitAndPublish(event = messageCreated(), business = businessId) {
  await commitChange(business, event);
  hub.wake(business, { change: { ...event, id: randomUUID() }, cursor: '1-1' });
  return event;
}

beforeEach(async () => {
  pusher = await startPusherServer();
  auth = await startAuthorisation();
  hub = createHub({ pusher: createPusherPublisher(pusher.account, 5) });
  businessId = (await createBusiness()).id;
  member = { businessId, memberId: randomUUID() };
  signer = pusher.account;
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await hub.stop();
  await pusher.close();
  await new Promise((resolve) => auth.server.close(resolve));
});

describe('over Pusher', () => {
  test('a signed publish reaches the browser library in its private channel', async () => {
    const tab = openTab();
    await until(tab.isLive);
    const event = await commitAndPublish();
    await until(() => tab.changes.length === 1);
    expect(tab.changes).toMatchObject([event]);
    expect(pusher.refused).toEqual([]);
  });

  test('a browser is not let into the channel of another business', async () => {
    const other = await createBusiness();
    const tab = openTab(other.id);
    await until(() => auth.refusals() > 2);
    await commitAndPublish(messageCreated(), other.id);
    await until(() => pusher.batches.length === 1);
    expect([...pusher.clients].flatMap(({ channels }) => [...channels])).not.toContain(
      `private-business-${other.id}`,
    );
    expect(tab.states).not.toContain('live');
  });

  test('a channel signed with another secret is refused', async () => {
    signer = { ...pusher.account, secret: 'not the secret' };
    const tab = openTab();
    await until(() => pusher.refused.length > 0);
    expect(tab.states).not.toContain('live');
  });

  test('a publish signed with another secret is refused, and reported as an illness', async () => {
    const forger = createPusherPublisher({ ...pusher.account, secret: 'not the secret' }, 5);
    forger.publish(businessId, {
      change: { ...messageCreated(), id: randomUUID() },
      cursor: '1-1',
    });
    await until(() => pusher.refused.includes('/apps/4711/batch_events'));
    expect(pusher.batches).toEqual([]);
    await forger.stop();
  });

  test('what was missed while cut off is asked for on coming back', async () => {
    const tab = openTab();
    await until(tab.isLive);
    const missed = messageCreated();
    await commitChange(businessId, missed);
    pusher.cut();
    await until(() => tab.changes.length === 1);
    expect(tab.changes).toMatchObject([missed]);
    await until(tab.isLive);
    expect(tab.states).toContain('reconnecting');
  });

  test('changes wait while Pusher fails, and arrive when it is back', async () => {
    const tab = openTab();
    await until(tab.isLive);
    pusher.failNext(503, 3);
    const events = [await commitAndPublish(), await commitAndPublish()];
    await until(() => tab.changes.length === 2);
    expect(tab.changes).toMatchObject(events);
  });

  test('a burst over many businesses travels in batches within the limits', async () => {
    const tab = openTab();
    await until(tab.isLive);
    const change = () => ({ change: { ...messageCreated(), id: randomUUID() }, cursor: '1-1' });
    for (let count = 0; count < 300; count += 1) {
      hub.wake(businessId, change());
      if (count % 20 === 0) hub.wake(randomUUID(), change());
    }
    await until(() => tab.changes.length === 300);
    expect(pusher.refused).toEqual([]);
    expect(Math.max(...pusher.batches)).toBeGreaterThan(1);
    expect(pusher.batches.length).toBeLessThan(20);
  });

  test('the connection of a disabled member is ended and not let in again', async () => {
    const tab = openTab();
    await until(() => tab.isLive() && [...pusher.clients].some(({ userId }) => userId !== null));
    const memberId = member?.memberId ?? '';
    member = null;
    const event = { name: 'member.updated' as const, ids: { memberId } };
    await commitChange(businessId, event);
    hub.wake(businessId, { change: { ...event, id: randomUUID() }, cursor: '1-1' });
    await until(() => tab.states.includes('reconnecting'));
    await until(() => [...pusher.clients].every(({ channels }) => channels.size === 0));
  });
});

describe('the authorisation', () => {
  const socketId = '123.456';

  test.each([
    ['another business', { socketId, channelName: `private-business-${randomUUID()}` }],
    ['a public channel', { socketId, channelName: 'news' }],
    ['a socket id that would sign another text', { socketId: '1.2:private-x', channelName: null }],
  ])('refuses %s', (_what, asked) => {
    expect(authorizePusher(asked, { businessId, memberId: 'm' }, pusher.account)).toBeNull();
  });

  test('refuses everything when Pusher is not configured', () => {
    expect(
      authorizePusher({ socketId, channelName: null }, { businessId, memberId: 'm' }, null),
    ).toBeNull();
  });
});
