import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepConnected } from '#components/realtime/connection.ts';
import type { Connection, ConnectionState } from '#components/realtime/connection.ts';
import { streamTransport } from '#components/realtime/stream-transport.ts';
import { forBusiness } from '#db/business.ts';
import { createBusiness } from '#db/testing/factories.ts';
import type { Listener } from '#server/http/event-stream.ts';
import type { RealtimeChange, RealtimeEvent } from '#server/realtime/events.ts';
import { createHub } from '#server/realtime/hub.ts';
import type { RealtimeHub } from '#server/realtime/hub.ts';
import { eventSourceFor } from '#tests/realtime/event-source.ts';
import { commitChange, until } from '#tests/realtime/events.ts';
import { startStreamServer } from '#tests/realtime/stream-server.ts';
import type { StreamServer } from '#tests/realtime/stream-server.ts';

let hub: RealtimeHub;
let businessId: string;
let listener: Listener;
/** Who the cookie stands for; changed by the tests. */
let signedIn: (cookie: string | undefined) => Promise<Listener | null>;
const servers: StreamServer[] = [];
const connections: Connection[] = [];

async function start(options: Parameters<typeof startStreamServer>[2] = {}) {
  const server = await startStreamServer(hub, (cookie) => signedIn(cookie), options);
  servers.push(server);
  return server;
}

/** A tab: the browser's own connection code, with the cursor and the changes it has heard. */
function openTab(server: StreamServer, business = businessId) {
  const changes: RealtimeChange[] = [];
  const states: ConnectionState[] = [];
  let cursor: string | null = null;
  let resyncs = 0;
  const connection = keepConnected({
    transport: streamTransport(business, eventSourceFor(server.origin)),
    asksItself: false,
    since: () => Promise.reject(new Error('not asked in these tests')),
    cursor: { load: () => cursor, save: (to) => (cursor = to) },
    onChanges: (heard) => changes.push(...heard),
    onResync: () => (resyncs += 1),
    onState: (state) => states.push(state),
    firstDelayMs: 2,
  });
  connections.push(connection);
  return {
    changes,
    states,
    connection,
    resyncs: () => resyncs,
    isLive: () => states.at(-1) === 'live',
  };
}

async function commitAndWake(business = businessId) {
  const event = await commitChange(business);
  hub.wake(business);
  return event;
}

function messageOf(event: RealtimeEvent): string {
  return 'messageId' in event.ids ? event.ids.messageId : '';
}

function statusOf(server: StreamServer): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    get(`${server.origin}/api/realtime`, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    }).on('error', reject);
  });
}

beforeEach(async () => {
  hub = createHub({ pollMs: 3_600_000 });
  businessId = (await createBusiness()).id;
  listener = { sessionId: randomUUID(), businessId, memberId: randomUUID() };
  signedIn = async () => listener;
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await hub.stop();
});

describe('the event stream', () => {
  test('tells an open tab of a change at once', async () => {
    const tab = openTab(await start());
    await until(tab.isLive);
    const event = await commitAndWake();
    await until(() => tab.changes.length === 1);
    expect(tab.changes).toMatchObject([event]);
  });

  test('loses nothing over a hundred cut connections while messages keep coming', async () => {
    const server = await start();
    const tab = openTab(server);
    await until(tab.isLive);
    const told: string[] = [];
    const done = new AbortController();
    const write = async () => {
      while (!done.signal.aborted) told.push(messageOf(await commitAndWake()));
    };
    const writer = write();
    for (let cuts = 0; cuts < 100; cuts += 1) {
      const lives = tab.states.length;
      expect(server.cut()).toBeGreaterThan(0);
      await until(() => tab.states.length > lives && tab.isLive());
    }
    done.abort();
    await writer;
    await until(() => tab.changes.length >= told.length);
    const heard = tab.changes.map(messageOf);
    expect(told.length).toBeGreaterThan(100);
    expect(heard.toSorted()).toEqual(told.toSorted());
    expect(tab.resyncs()).toBe(0);
  }, 60_000);

  test('tells a tab nothing of another business', async () => {
    const other = await createBusiness();
    const server = await start();
    const ours = openTab(server);
    await until(ours.isLive);
    listener = { ...listener, businessId: other.id };
    const theirs = openTab(server, other.id);
    await until(theirs.isLive);
    const event = await commitAndWake();
    const elsewhere = await commitAndWake(other.id);
    await until(() => ours.changes.length > 0 && theirs.changes.length > 0);
    expect(ours.changes.map(messageOf)).toEqual([messageOf(event)]);
    expect(theirs.changes.map(messageOf)).toEqual([messageOf(elsewhere)]);
  });

  test('a tab that comes back to another business is told that it has moved', async () => {
    const other = await createBusiness();
    const server = await start();
    const tab = openTab(server);
    await until(tab.isLive);
    listener = { ...listener, businessId: other.id };
    server.cut();
    await until(() => tab.states.at(-1) === 'moved');
  });

  test('ends at once for a member who is disabled', async () => {
    const tab = openTab(await start({ heartbeatMs: 3_600_000 }));
    await until(tab.isLive);
    signedIn = async () => null;
    await commitChange(businessId, {
      name: 'member.updated',
      ids: { memberId: listener.memberId },
    });
    hub.wake(businessId);
    await until(() => tab.states.at(-1) === 'ended');
  });

  test('goes on for a member of whom only the name changed', async () => {
    const tab = openTab(await start());
    await until(tab.isLive);
    await commitChange(businessId, {
      name: 'member.updated',
      ids: { memberId: listener.memberId },
    });
    hub.wake(businessId);
    await until(() => tab.changes.length === 1);
    await commitAndWake();
    await until(() => tab.changes.length === 2);
    expect(tab.states).toEqual(['live']);
  });

  test('ends with the next heartbeat for a session that was ended', async () => {
    const tab = openTab(await start({ heartbeatMs: 20 }));
    await until(tab.isLive);
    signedIn = async () => null;
    await until(() => tab.states.at(-1) === 'ended');
  });

  test('a session that cannot be checked is not trusted, and may come back', async () => {
    const tab = openTab(await start({ heartbeatMs: 20 }));
    await until(tab.isLive);
    let failures = 0;
    signedIn = async () => {
      failures += 1;
      if (failures < 3) throw new Error('no database');
      return listener;
    };
    await until(() => tab.states.includes('reconnecting') && tab.isLive());
    expect(tab.states).not.toContain('ended');
  });

  test('refuses whoever is not signed in, with a sentence', async () => {
    signedIn = async () => null;
    expect(await statusOf(await start())).toEqual({ status: 401, text: 'Please sign in first.' });
  });

  test('refuses one window too many of the same session, and lets it in when another closes', async () => {
    const server = await start({ maxPerSession: 2 });
    const [first, second] = [openTab(server), openTab(server)];
    await until(() => first.isLive() && second.isLive());
    expect((await statusOf(server)).status).toBe(429);
    first.connection.close();
    await until(() => server.streams.count() === 1);
    const third = openTab(server);
    await until(third.isLive);
  });

  test('drops a reader that does not keep up, so that it costs no memory', async () => {
    const path = join(tmpdir(), `slow-${randomUUID()}.sock`);
    const server = await start({ path, maxBufferedBytes: 50_000 });
    const client = connectSocket(path);
    client.write('GET /api/realtime HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await new Promise((resolve) => client.once('data', resolve));
    client.pause();
    let read = 0;
    const leave = await hub.subscribe(businessId, null, ({ changes }) => (read += changes.length));
    for (let round = 1; round <= 20 && server.streams.count() > 0; round += 1) {
      await forBusiness(businessId, (tx) =>
        tx.execute(sql`insert into realtime_events (business_id, name, ids)
          select ${businessId}, 'business.updated', '{}' from generate_series(1, 900)`),
      );
      hub.wake(businessId);
      await until(() => read === round * 900);
    }
    await until(() => server.streams.count() === 0);
    leave();
    client.destroy();
  });

  test('ends every stream when the server stops, and takes no new one', async () => {
    const server = await start();
    const tab = openTab(server);
    await until(tab.isLive);
    server.streams.stop();
    await until(() => tab.states.includes('reconnecting'));
    expect((await statusOf(server)).status).toBe(503);
    expect(server.streams.count()).toBe(0);
  });
});
