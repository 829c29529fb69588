import type { Server, ServerOptions } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { close } from '#server/http/server.ts';
import {
  appSecret,
  signatureOf,
  signed,
  startFastPath,
  textDelivery,
} from '#tests/webhooks/doors.ts';

const path = '/api/webhooks/whatsapp';
const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
const another = () => textDelivery('100000000000001');

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
});
afterAll(async () => {
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await close(server, 0);
});

async function start(limits?: ServerOptions, bodyWithinMs?: number) {
  const { server, url } = await startFastPath(bodyWithinMs, limits);
  servers.push(server);
  const count = () =>
    new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open)));
  return { server, url, count };
}

interface Caller {
  socket: Socket;
  /** All it was told so far. */
  heard(): string;
  closed: Promise<void>;
}

async function call(url: string): Promise<Caller> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, heard: () => heard, closed };
}

const head = (lines: string[]) =>
  [`POST ${path} HTTP/1.1`, 'host: desk', 'content-type: application/json', ...lines, '', ''].join(
    '\r\n',
  );
const lengthOf = (body: string) => `content-length: ${Buffer.byteLength(body)}`;
const signatureLine = (body: string) => `x-hub-signature-256: ${signatureOf(body)}`;
const whole = (body: string) => head([lengthOf(body), signatureLine(body)]) + body;
const statusesIn = (heard: string) =>
  [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

async function countOf(bodies: string[]): Promise<number> {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ count: number }>(
      sql`select count(*)::int as count from webhook_deliveries where body = any(${sql.param(bodies)}::text[])`,
    ),
  );
  return rows[0]?.count ?? 0;
}

/** Who is not served must not keep others from it. */
const servesOthers = async (url: string) => (await fetch(url + path, signed(another()))).status;

test('who never ends its headers, or says nothing at all, is cut; others are served meanwhile', async () => {
  const { url, count } = await start({ headersTimeout: 400, connectionsCheckingInterval: 50 });
  const silent = await Promise.all(Array.from({ length: 100 }, () => call(url)));
  const dripping = await call(url);
  dripping.socket.write(`POST ${path} HTTP/1.1\r\n`);
  const drops = setInterval(() => dripping.socket.write('x-a: b\r\n'), 20);
  try {
    expect(await servesOthers(url)).toBe(200);
    await Promise.all([...silent, dripping].map(({ closed }) => closed));
  } finally {
    clearInterval(drops);
  }
  expect(statusesIn(dripping.heard())).toEqual([408]);
  await expect.poll(count).toBeLessThanOrEqual(1);
});

test('who ends its side before its body is whole is let go, and nothing is stored', async () => {
  const { url, count } = await start();
  const body = another();
  const half = await call(url);
  half.socket.end(head([lengthOf(body), signatureLine(body)]) + body.slice(0, 100));
  await half.closed;
  expect(statusesIn(half.heard())).not.toContain(200);
  expect(await countOf([body])).toBe(0);
  await expect.poll(count).toBe(0);
});

test('who is answered before its body has come is not waited for', async () => {
  const { url, count } = await start();
  const caller = await call(url);
  caller.socket.write(head(['content-length: 1000']).replace('POST', 'PUT'));
  const drops = setInterval(() => caller.socket.write('x'), 20);
  try {
    await caller.closed;
  } finally {
    clearInterval(drops);
  }
  expect(statusesIn(caller.heard())).toEqual([405]);
  await expect.poll(count).toBe(0);
});

test.each([
  ['a length that is no number', ['content-length: 12a']],
  ['a negative length', ['content-length: -1']],
  ['two lengths that differ', ['content-length: 10', 'content-length: 11']],
  ['a length and pieces as well', ['content-length: 10', 'transfer-encoding: chunked']],
])('a call with %s is refused as broken, and its connection ends', async (_what, lines) => {
  const { url } = await start();
  const caller = await call(url);
  caller.socket.write(`${head(lines)}0\r\n\r\n`);
  await caller.closed;
  expect(statusesIn(caller.heard())).toEqual([400]);
});

test('a body longer than it says is not taken, and its end is no call of its own', async () => {
  const { url } = await start();
  const body = another();
  const caller = await call(url);
  caller.socket.write(`${head([lengthOf(body), signatureLine(`${body}more`)])}${body}more`);
  await caller.closed;
  expect(statusesIn(caller.heard()).at(-1)).toBe(400);
  expect(statusesIn(caller.heard())).not.toContain(200);
  expect(await countOf([body])).toBe(0);
});

test('a body shorter than it says is waited for no longer than may be', async () => {
  const { url } = await start({}, 300);
  const body = another();
  const caller = await call(url);
  const length = `content-length: ${Buffer.byteLength(body) + 1}`;
  caller.socket.write(head([length, signatureLine(body)]) + body);
  await caller.closed;
  expect(statusesIn(caller.heard())).toEqual([408]);
  expect(await countOf([body])).toBe(0);
});

test('a body in pieces is taken whole; one with a broken piece is not', async () => {
  const { url } = await start();
  const body = another();
  const pieces = body.match(/.{1,90}/gs)?.map((one) => `${one.length.toString(16)}\r\n${one}\r\n`);
  const lines = ['transfer-encoding: chunked', 'connection: close', signatureLine(body)];
  const good = await call(url);
  good.socket.write(`${head(lines)}${pieces?.join('') ?? ''}0\r\n\r\n`);
  await good.closed;
  expect(statusesIn(good.heard())).toEqual([200]);
  const broken = await call(url);
  broken.socket.write(`${head(lines)}${pieces?.[0] ?? ''}zz\r\n`);
  await broken.closed;
  expect(statusesIn(broken.heard())).not.toContain(200);
  expect(await countOf([body])).toBe(1);
});

test('who asks first whether to go on is told to; what would be too large is refused', async () => {
  const { url } = await start();
  const body = another();
  const polite = await call(url);
  polite.socket.write(head(['expect: 100-continue', lengthOf(body), signatureLine(body)]));
  await expect.poll(() => statusesIn(polite.heard())).toEqual([100]);
  polite.socket.write(body);
  await expect.poll(() => statusesIn(polite.heard())).toEqual([100, 200]);
  polite.socket.destroy();
  const large = await call(url);
  large.socket.write(head(['expect: 100-continue', 'content-length: 4000000']));
  await large.closed;
  expect(statusesIn(large.heard()).at(-1)).toBe(413);
});

test('calls sent one behind the other without waiting are all answered, in their order', async () => {
  const { url } = await start();
  const bodies = Array.from({ length: 50 }, another);
  const calls = bodies.map((body, number) =>
    number === 20 ? `${whole(body).slice(0, -1)}]` : whole(body),
  );
  const caller = await call(url);
  caller.socket.write(calls.join(''));
  const expected = bodies.map((_, number) => (number === 20 ? 401 : 200));
  await expect.poll(() => statusesIn(caller.heard()), { timeout: 10_000 }).toEqual(expected);
  caller.socket.destroy();
  expect(await countOf(bodies)).toBe(49);
});

test('while the server stops, what is sent over a kept connection is answered as the last, or not at all', async () => {
  const { server, url } = await start();
  const bodies: string[] = [];
  const callers = await Promise.all(Array.from({ length: 20 }, () => call(url)));
  const send = ({ socket }: Caller) => {
    const body = another();
    bodies.push(body);
    socket.write(whole(body));
  };
  const begun = callers.slice(10).map((caller) => ({ caller, body: another() }));
  callers.forEach(send);
  // Of half of them the next has begun to come by then, too little to be seen as a call.
  for (const { caller, body } of begun) caller.socket.write(whole(body).slice(0, 10));
  await expect.poll(() => callers.every(({ heard }) => heard() !== '')).toBe(true);
  callers.slice(0, 10).forEach(send);
  const closed = close(server, 5_000);
  for (const { caller, body } of begun) caller.socket.write(whole(body).slice(10));
  await closed;
  await Promise.all(callers.map((caller) => caller.closed));
  for (const { caller } of begun) {
    const [, last] = caller.heard().split(/(?=HTTP\/1\.1 )/);
    expect(last?.toLowerCase()).toMatch(/^http\/1\.1 200 ok\r\n(.*\r\n)*connection: close\r\n/);
  }
  bodies.push(...begun.map(({ body }) => body));
  const acknowledged = callers.flatMap(({ heard }) => statusesIn(heard()));
  expect(new Set(acknowledged)).toEqual(new Set([200]));
  expect(await countOf(bodies)).toBeGreaterThanOrEqual(acknowledged.length);
});
