import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { send } from '#inngest/embedded/testing/run-functions.ts';
import { startRelay } from '#inngest/relay.ts';
import type { Relay } from '#inngest/relay.ts';

interface Sent {
  id: string;
  name: string;
  data: { n?: number };
}

let database: TestDatabase;
let answer: (events: Sent[]) => number;
let taken: Sent[];
let relay: Relay | undefined;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const events = JSON.parse(Buffer.concat(chunks).toString()) as Sent[];
    const status = answer(events);
    if (status === 200) taken.push(...events);
    response.writeHead(status).end(JSON.stringify({ ids: [], status }));
  });
});

beforeAll(async () => {
  database = await useOwnDatabase();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
beforeEach(async () => {
  answer = () => 200;
  taken = [];
  await forSystem((tx) => tx.execute(sql`delete from job_events`));
});
afterEach(() => relay?.stop());
afterAll(async () => {
  server.close();
  await database.drop();
});

function startHere(): void {
  const { port } = server.address() as AddressInfo;
  const eventsUrl = `http://127.0.0.1:${port.toString()}/e/key`;
  relay = startRelay({ eventsUrl }, { pollMs: 20, longestPauseMs: 40 });
}

const numbersTaken = () => taken.map(({ data }) => data.n).sort((a = 0, b = 0) => a - b);
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

describe('events for an Inngest server', () => {
  test('are forwarded once each while all is well, with ids that tell them apart', async () => {
    startHere();
    for (let n = 0; n < 250; n += 1) await send('relay.asked', { n });
    await until(() => {
      expect(taken).toHaveLength(250);
    });
    expect(new Set(taken.map(({ id }) => id)).size).toBe(250);
    expect(taken[0]).toMatchObject({ name: 'relay.asked' });
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
    expect(taken).toHaveLength(1);
  });

  test('wait while the server is in trouble, keep their ids, and arrive when it is back', async () => {
    const offered = new Set<string>();
    answer = (events) => {
      for (const { id } of events) offered.add(id);
      return 503;
    };
    await send('relay.asked', { n: 1 }, 'steady');
    startHere();
    await until(() => {
      expect(offered).toEqual(new Set(['system/steady']));
    });
    answer = () => 200;
    await until(() => {
      expect(taken).toMatchObject([{ id: 'system/steady' }]);
    });
  });

  test('that the server refuses for good do not hold up the others, and stay recorded', async () => {
    answer = (events) => (events.some(({ data }) => data.n === 2) ? 400 : 200);
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
});
