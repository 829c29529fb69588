import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect as connectDatabase } from '#db/connect.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { jobEventsInsert } from '#inngest/job-events.ts';
import { counterValue } from '#server/counters.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import { readIncomingBody } from '#server/http/read-body.ts';
import { close } from '#server/http/server.ts';
import { perProcess } from '#server/per-process.ts';
import {
  appSecret,
  signatureOf,
  signed,
  startFastPath,
  textDelivery,
} from '#tests/webhooks/doors.ts';

const path = '/api/webhooks/whatsapp';
const quiet = () => undefined;
const mostHeld = 40;
const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));

let server: Server;
let url: string;
let database: TestDatabase;
let admin: Client;

beforeAll(async () => {
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
  // The store of this process, with room for fewer: it is made by whoever asks first.
  perProcess('webhooks.store', () =>
    deliveryStore({ workOf: jobEventsInsert, stored: quiet, wake: quiet }, { heldItems: mostHeld }),
  );
  database = await useOwnDatabase();
  admin = await connectDatabase(database.superuser);
});
afterAll(async () => {
  await admin.end();
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});
beforeEach(async () => void ({ server, url } = await startFastPath()));
afterEach(() => close(server, 0));

const post = (body: string) => fetch(url + path, signed(body));
const another = () => textDelivery('100000000000001');

async function stored(bodies: string[]) {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ body: string; transaction: string; event: string | null }>(sql`
      select d.body, d.xmin::text as transaction, e.xmin::text as event
      from webhook_deliveries d
      left join job_events e on (e.data -> 'deliveryIds')::jsonb ? d.id::text
      where d.body = any(${sql.param(bodies)}::text[])
      order by d.received_at, d.id`),
  );
  return rows;
}

/** Whoever writes a delivery meanwhile waits, as for a slow disk. */
async function whileNothingCommits(work: () => Promise<void>): Promise<void> {
  await admin.query('begin; lock table webhook_deliveries in exclusive mode');
  try {
    await work();
  } finally {
    await admin.query('rollback');
  }
}

const ourWaiting = `from pg_locks
  where not granted and relation = 'webhook_deliveries'::regclass
    and database = (select oid from pg_database where datname = current_database())`;

async function untilWaiting(count: number): Promise<void> {
  const waiting = async () => (await admin.query(`select pid ${ourWaiting}`)).rowCount;
  await expect.poll(waiting, { timeout: 10_000 }).toBe(count);
}

describe('a delivery', () => {
  test('is answered with 200 once it and its work are committed, not before', async () => {
    const body = another();
    let answer: Response | undefined;
    let answered: Promise<unknown> = Promise.resolve();
    await whileNothingCommits(async () => {
      answered = post(body).then((response) => (answer = response));
      await untilWaiting(1);
      expect(answer).toBeUndefined();
    });
    await answered;
    expect(answer?.status).toBe(200);
    expect(await answer?.text()).toBe('ok');
    const [row] = await stored([body]);
    expect(row?.event).toBe(row?.transaction);
  });

  test('whose transaction is lost is answered with 503 and not stored; the next one is', async () => {
    const body = another();
    let answered: Promise<Response> | undefined;
    await whileNothingCommits(async () => {
      answered = post(body);
      await untilWaiting(1);
      await admin.query(`select pg_terminate_backend(pid) ${ourWaiting}`);
      expect((await answered).status).toBe(503);
    });
    expect(await stored([body])).toEqual([]);
    expect((await post(body)).status).toBe(200);
    expect(await stored([body])).toHaveLength(1);
  });

  test('has its room until it is stored, or refused', async () => {
    const body = another().padEnd(300_000);
    let answered: Promise<Response> | undefined;
    await whileNothingCommits(async () => {
      answered = post(body);
      await untilWaiting(1);
      expect(held()).toEqual({ first: 65_536, beyond: 300_000 - 65_536 });
    });
    expect((await answered)?.status).toBe(200);
    expect(held()).toEqual({ first: 0, beyond: 0 });
    expect((await fetch(url + path, signed(body, 'a guess'))).status).toBe(401);
    expect(held()).toEqual({ first: 0, beyond: 0 });
  });

  test('comes with the headers of every answer, over a connection that is kept', async () => {
    const answer = await post(another());
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('content-length')).toBe('2');
    const socket = await open();
    const heard = listenTo(socket);
    for (let time = 1; time <= 3; time += 1) {
      socket.write(rawCall(another()));
      await expect.poll(() => heard().match(/HTTP\/1\.1 200 OK/g)?.length).toBe(time);
    }
    socket.destroy();
  });
});

test('deliveries that come together share few transactions, each stored once with its work', async () => {
  const bodies = Array.from({ length: mostHeld }, another);
  const answers: Promise<Response>[] = [];
  await whileNothingCommits(async () => {
    answers.push(...bodies.slice(0, 1).map(post));
    await untilWaiting(1);
    answers.push(...bodies.slice(1).map(post));
    await turnedAway();
  });
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(
    Array(mostHeld).fill(200),
  );
  const rows = await stored(bodies);
  expect(rows.map(({ body }) => body).sort()).toEqual([...bodies].sort());
  expect(rows.every(({ event, transaction }) => event === transaction)).toBe(true);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(2);
});

/** All that was sent is held: the next is turned away. */
async function turnedAway(): Promise<Response> {
  for (;;) {
    const answer = await Promise.race([post(another()), delay(50)]);
    if (answer?.status === 429) return answer;
  }
}

test('what is too much is turned away at once, and of what was acknowledged nothing is lost', async () => {
  const before = counterValue('webhook_deliveries_turned_away');
  const bodies = Array.from({ length: 3 * mostHeld }, another);
  let outcomes: Promise<number[]> = Promise.resolve([]);
  let answered = 0;
  await whileNothingCommits(async () => {
    outcomes = Promise.all(
      bodies.map(async (body) => {
        const { status, headers } = await post(body);
        answered += 1;
        if (status === 429) expect(headers.get('retry-after')).toBe('1');
        return status;
      }),
    );
    await expect.poll(() => answered, { timeout: 10_000 }).toBe(2 * mostHeld);
  });
  const statuses = await outcomes;
  const taken = bodies.filter((_, number) => statuses[number] === 200);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2 * mostHeld);
  expect(taken).toHaveLength(mostHeld);
  expect((await stored(bodies)).map(({ body }) => body).sort()).toEqual(taken.sort());
  expect(counterValue('webhook_deliveries_turned_away') - before).toBe(2 * mostHeld);
  for (const body of bodies.filter((one) => !taken.includes(one))) {
    expect((await post(body)).status).toBe(200);
  }
});

test('a stop waits for a store that is under way', async () => {
  const body = another();
  let answered: Promise<Response> | undefined;
  let closed: Promise<void> | undefined;
  await whileNothingCommits(async () => {
    answered = post(body);
    await untilWaiting(1);
    closed = close(server, 10_000);
  });
  expect((await answered)?.status).toBe(200);
  await closed;
  expect(await stored([body])).toHaveLength(1);
});

describe('a call', () => {
  test('of a kind that there is not, or below one, is not found', async () => {
    for (const other of ['pigeon', '', 'whatsapp%2f', 'constructor']) {
      const answer = await fetch(`${url}/api/webhooks/${other}`, signed('{}'));
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ error: 'There is no such channel.' });
    }
    expect((await fetch(`${url}${path}/more`, signed('{}'))).status).toBe(404);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD'])(
    'with %s is told what is answered',
    async (method) => {
      const answer = await fetch(url + path, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, POST');
    },
  );

  test.each([
    ['[]', 'The body is not a JSON object.'],
    ['', 'The body is not JSON.'],
    ['{"entry":', 'The body is not JSON.'],
  ])('that is signed but carries %j is refused with a sentence', async (body, error) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error });
  });

  test('of 3 MB is taken, one byte more is not', async () => {
    const body = another();
    const most = body.padEnd(3 * 1024 * 1024);
    expect((await post(most)).status).toBe(200);
    const answer = await post(`${most} `);
    expect(answer.status).toBe(413);
    expect(answer.headers.get('connection')).toBe('close');
  });
});

describe('a client', () => {
  test('that sends its body too slowly is cut, however steadily it sends', async () => {
    const slow = await startFastPath(300);
    const socket = await open(slow.url);
    const heard = listenTo(socket);
    socket.write(rawHead(10_000));
    const drops = setInterval(() => socket.write(' '), 20);
    try {
      await new Promise((resolve) => socket.once('close', resolve));
      expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
      expect(heard()).toContain('The body took too long to arrive.');
    } finally {
      clearInterval(drops);
      await close(slow.server, 0);
    }
  });

  test('that goes away in the middle leaves nothing behind', async () => {
    const half = 'x'.repeat(300_000);
    const socket = await open();
    socket.write(rawHead(2 * half.length) + half);
    await expect.poll(heldByBodies).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(heldByBodies).toBe(0);
    await expect.poll(connections).toBe(0);
    expect((await post(another())).status).toBe(200);
  });

  test('with a large body has to wait while others fill the room, with a small one it has not', async () => {
    const reader = await startReader({ roomBytes: 200_000 });
    const stalled = await open(reader.address);
    try {
      stalled.write(rawHead(500_000) + 'x'.repeat(200_000));
      await expect.poll(heldByBodies).toBeGreaterThan(130_000);
      await fetch(reader.address, { method: 'POST', body: 'x'.repeat(60_000) });
      const large = { method: 'POST', body: 'x'.repeat(190_000) };
      await fetch(reader.address, large).catch(() => undefined);
      expect(reader.results).toEqual([60_000, 'no room']);
    } finally {
      stalled.destroy();
      await expect.poll(heldByBodies).toBe(0);
      await reader.stop();
    }
  });

  test('that stalls makes room for who comes, the one that has stalled longest before the others', async () => {
    const reader = await startReader({ firstRoomBytes: 130_000 });
    const stalled: Socket[] = [];
    const heard: (() => string)[] = [];
    try {
      for (const held of [60_000, 120_000]) {
        const socket = await open(reader.address);
        stalled.push(socket);
        heard.push(listenTo(socket));
        socket.write(rawHead(100_000) + 'x'.repeat(60_000));
        await expect.poll(heldOfFirst).toBe(held);
      }
      await fetch(reader.address, { method: 'POST', body: 'x'.repeat(50_000) });
      expect(reader.results).toEqual(['no room', 50_000]);
      await expect.poll(() => heard.map((told) => told() !== '')).toEqual([true, false]);
    } finally {
      for (const socket of stalled) socket.destroy();
      await expect.poll(heldOfFirst).toBe(0);
      await reader.stop();
    }
  });
});

/** Reads bodies, and nothing else. */
async function startReader(limits: { roomBytes?: number; firstRoomBytes?: number }) {
  const results: unknown[] = [];
  const reader = createServer((request, response) => {
    const all = { maxBytes: 1_000_000, withinMs: 60_000, ...limits };
    void readIncomingBody(request, all).then((result) => {
      results.push(typeof result === 'string' ? result : result.bytes.length);
      if (typeof result !== 'string') result.release();
      response.writeHead(200, { connection: 'close' }).end();
    });
  });
  await new Promise<void>((resolve) => reader.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(reader.address() as AddressInfo).port}`;
  return { address, results, stop: () => close(reader, 0) };
}

const held = () => perProcess('http.bodies', () => ({ first: 0, beyond: 0 }));
const heldByBodies = () => held().beyond;
const heldOfFirst = () => held().first;
const connections = () =>
  new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

async function open(to = url): Promise<Socket> {
  const socket = connect(Number(new URL(to).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

function listenTo(socket: Socket): () => string {
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  return () => heard;
}

const rawHead = (length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;

const rawCall = (body: string) =>
  rawHead(Buffer.byteLength(body), `x-hub-signature-256: ${signatureOf(body)}\r\n`) + body;
