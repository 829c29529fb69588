import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { send } from '#inngest/embedded/testing/run-functions.ts';
import { wakeExecutor } from '#inngest/job-events.ts';
import { startRelay } from '#inngest/relay.ts';
import type { Relay } from '#inngest/relay.ts';
import { startLoopbackServer } from '#inngest/testing/loopback-server.ts';
import type { LoopbackServer } from '#inngest/testing/loopback-server.ts';

let database: TestDatabase;
let server: LoopbackServer;
let relay: Relay | undefined;
/** Stands in for the registration of the functions: whether it succeeds, and how often it was tried. */
let registration: { isPossible: boolean; tries: number };

beforeAll(async () => {
  database = await useOwnDatabase();
});
beforeEach(async () => {
  server = await startLoopbackServer();
  registration = { isPossible: true, tries: 0 };
  await forSystem((tx) => tx.execute(sql`delete from job_events`));
});
afterEach(async () => {
  await relay?.stop();
  await server.close();
});
afterAll(() => database.drop());

function startHere({ refusedForMs = 60_000, longestPauseMs = 40 } = {}): void {
  const ensure = () => {
    registration.tries += 1;
    return registration.isPossible ? Promise.resolve() : Promise.reject(new Error('not yet'));
  };
  const options = { pollMs: 20, longestPauseMs, refusedForMs };
  relay = startRelay(server.settings, { ensure, doubt: () => undefined }, options);
}

const numbersTaken = () => server.taken.map(({ data }) => Number(data.n)).sort((a, b) => a - b);
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

describe('events for an Inngest server', () => {
  test('are forwarded once each while all is well, with ids that tell them apart', async () => {
    startHere();
    for (let n = 0; n < 250; n += 1) await send('relay.asked', { n });
    await until(() => {
      expect(server.taken).toHaveLength(250);
    });
    expect(new Set(server.taken.map(({ id }) => id)).size).toBe(250);
    expect(server.taken[0]).toMatchObject({ name: 'relay.asked' });
  });

  test('are those that somebody sent: what the executor asked of itself stays here', async () => {
    await forSystem((tx) =>
      tx.execute(sql`insert into job_events (name, data, function_id)
        values ('inngest/scheduled.timer', '{}', 'test-timed')`),
    );
    await send('relay.asked', { n: 1 });
    startHere();
    await until(() => {
      expect(numbersTaken()).toEqual([1]);
    });
    expect(server.taken).toHaveLength(1);
  });

  test('wait while the server is in trouble, keep their ids, and arrive when it is back', async () => {
    const offered = new Set<string>();
    server.answer = (events) => {
      for (const { id } of events) offered.add(id);
      return 503;
    };
    await send('relay.asked', { n: 1 }, 'steady');
    startHere();
    await until(() => {
      expect(offered).toEqual(new Set(['system/steady']));
    });
    server.answer = () => 200;
    await until(() => {
      expect(server.taken).toMatchObject([{ id: 'system/steady' }]);
    });
  });

  test('that come meanwhile do not make a server in trouble be asked more often', async () => {
    server.answer = () => 503;
    startHere({ longestPauseMs: 60_000 });
    for (let n = 0; n < 60; n += 1) {
      await send('relay.asked', { n });
      wakeExecutor();
    }
    // 20 ms, doubled after each: a dozen would take a minute and more.
    expect(server.offers).toBeLessThan(12);
    server.answer = () => 200;
  });

  test('whose taking was not heard of are sent again, and known by the name they were taken under', async () => {
    server.losesAnswers = true;
    await send('relay.asked', { n: 1 });
    startHere();
    await until(() => {
      expect(numbersTaken()).toEqual([1]);
    });
    await send('relay.asked', { n: 2 });
    server.losesAnswers = false;
    await until(() => {
      expect(numbersTaken()).toEqual([1, 2]);
    });
    await relay?.stop();
    const { rows } = await forSystem((tx) =>
      tx.execute<{ server_id: string }>(sql`select server_id from job_events`),
    );
    expect(rows.map(({ server_id }) => server.knows(server_id))).toEqual([true, true]);
  });

  test('are kept back until the server knows the functions', async () => {
    registration.isPossible = false;
    await send('relay.asked', { n: 1 });
    startHere();
    await until(() => {
      expect(registration.tries).toBeGreaterThan(2);
    });
    expect(server.taken).toEqual([]);
    registration.isPossible = true;
    await until(() => {
      expect(numbersTaken()).toEqual([1]);
    });
  });

  test('that the server refuses do not hold up the others, and stay recorded', async () => {
    server.answer = (events) => (events.some(({ data }) => data.n === 2) ? 400 : 200);
    for (const n of [1, 2, 3]) await send('relay.asked', { n });
    startHere();
    await until(() => {
      expect(numbersTaken()).toEqual([1, 3]);
    });
    await relay?.stop();
    const { rows } = await forSystem((tx) =>
      tx.execute(sql`select data from job_events where dispatched_at is null`),
    );
    expect(rows).toEqual([{ data: { n: 2 } }]);
  });

  test('that the server refused are offered again after a while', async () => {
    server.answer = () => 400;
    await send('relay.asked', { n: 1 });
    startHere({ refusedForMs: 100 });
    await until(() => {
      expect(server.offers).toBeGreaterThan(4);
    });
    server.answer = () => 200;
    await until(() => {
      expect(numbersTaken()).toEqual([1]);
    });
  });
});
