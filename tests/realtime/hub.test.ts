import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { databaseConnection } from '#db/connection.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { superuserConnection, useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';
import { createHub } from '#server/realtime/hub.ts';
import type { RealtimeHub } from '#server/realtime/hub.ts';
import { commitChange, until } from '#tests/realtime/events.ts';
import { socketProxy } from '#tests/realtime/socket-proxy.ts';

/** So rarely that no test passes because of it. */
const never = 3_600_000;
const hubs: RealtimeHub[] = [];
let database: TestDatabase;
let businessId: string;

function startHub(options: Parameters<typeof createHub>[0] = {}): RealtimeHub {
  const hub = createHub({ pollMs: never, ...options });
  hubs.push(hub);
  return hub;
}

async function follow(hub: RealtimeHub, business = businessId) {
  const changes: RealtimeChange[] = [];
  const leave = await hub.subscribe(business, null, (batch) => {
    changes.push(...batch.changes);
  });
  return { changes, leave };
}

async function killListeners(): Promise<number> {
  const superuser = await connect(superuserConnection(database.name));
  const { rowCount } = await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'frontdesk-realtime'`,
  );
  await superuser.end();
  return rowCount ?? 0;
}

describe('the hub', () => {
  beforeAll(async () => {
    database = await useOwnDatabase();
  });
  afterEach(async () => {
    await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
  });
  afterAll(() => database.drop());

  test('of this process and that of another both deliver, each change once', async () => {
    businessId = (await createBusiness()).id;
    const [here, there] = [startHub(), startHub()];
    const [ours, theirs] = [await follow(here), await follow(there)];
    for (let count = 1; count <= 20; count += 1) {
      await commitChange(businessId);
      here.wake(businessId);
    }
    await until(() => ours.changes.length >= 20 && theirs.changes.length >= 20);
    for (const { changes } of [ours, theirs]) {
      expect(changes).toHaveLength(20);
      expect(new Set(changes.map(({ id }) => id)).size).toBe(20);
    }
  });

  test('tells nobody of another business', async () => {
    businessId = (await createBusiness()).id;
    const other = await createBusiness();
    const hub = startHub();
    const [ours, theirs] = [await follow(hub), await follow(hub, other.id)];
    await commitChange(businessId);
    await commitChange(other.id);
    hub.wake(businessId);
    hub.wake(other.id);
    await until(() => ours.changes.length > 0 && theirs.changes.length > 0);
    expect([ours.changes.length, theirs.changes.length]).toEqual([1, 1]);
    expect(ours.changes[0]?.id).not.toBe(theirs.changes[0]?.id);
  });

  test('delivers to those who stay when another leaves, and to those who come again', async () => {
    businessId = (await createBusiness()).id;
    const hub = startHub();
    const [first, second] = [await follow(hub), await follow(hub)];
    first.leave();
    await commitChange(businessId);
    hub.wake(businessId);
    await until(() => second.changes.length === 1);
    expect(first.changes).toEqual([]);
    second.leave();
    const again = await follow(hub);
    await commitChange(businessId);
    hub.wake(businessId);
    await until(() => again.changes.length === 2);
  });

  test('listens again by itself each time its connections are killed', async () => {
    businessId = (await createBusiness()).id;
    const [here, there] = [startHub(), startHub()];
    const { changes } = await follow(there);
    let told = 0;
    for (let round = 1; round <= 10; round += 1) {
      await until(() => here.health().ok);
      const killed = await killListeners();
      expect(killed).toBeGreaterThan(0);
      await commitChange(businessId);
      here.wake(businessId);
      told += 1;
      await until(() => changes.length >= told);
    }
    expect(new Set(changes.map(({ id }) => id)).size).toBe(10);
  });

  test('finds what it was not told of when it reads on its own', async () => {
    businessId = (await createBusiness()).id;
    const { changes } = await follow(startHub({ pollMs: 50 }));
    await commitChange(businessId);
    await until(() => changes.length === 1);
  });

  test('says that it is ill while the database is away, and recovers when it is back', async () => {
    businessId = (await createBusiness()).id;
    const proxy = await socketProxy(databaseConnection().host ?? '');
    const connection = { ...databaseConnection(), host: proxy.host };
    const away = startHub({ connection, pollMs: 40 });
    const near = startHub();
    await until(() => away.health().ok);
    await proxy.close();
    await until(() => !away.health().ok);
    await proxy.open();
    await until(() => away.health().ok);
    const { changes } = await follow(near);
    await commitChange(businessId);
    away.wake(businessId);
    await until(() => changes.length === 1);
    await away.stop();
    await proxy.remove();
  });

  test('starts without a database, and listens as soon as there is one', async () => {
    const proxy = await socketProxy(databaseConnection().host ?? '');
    await proxy.close();
    const connection = { ...databaseConnection(), host: proxy.host };
    const hub = startHub({ connection, pollMs: 40 });
    expect(hub.health().ok).toBe(false);
    await proxy.open();
    await until(() => hub.health().ok);
    await hub.stop();
    await proxy.remove();
  });

  test('opens a new connection when the old one is silent without having been closed', async () => {
    const proxy = await socketProxy(databaseConnection().host ?? '');
    const connection = { ...databaseConnection(), host: proxy.host };
    const hub = startHub({ connection, pollMs: 40 });
    await until(() => hub.health().ok);
    proxy.freeze();
    await until(() => !hub.health().ok);
    await until(() => hub.health().ok);
    await hub.stop();
    await proxy.remove();
  });
});
