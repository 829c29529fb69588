import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createListener } from '#server/http/listener.ts';
import type { FastRoutes, Handler } from '#server/http/listener.ts';
import { largestBodyBytes, largestFileBytes, limitTime } from '#server/http/refuse-request.ts';
import { close, createHttpServer, listen } from '#server/http/server.ts';
import { checkPort } from '#server/http/port.ts';

const next: Handler = (_request, response) => void response.end('next');
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

async function serve(fastRoutes: FastRoutes, rest = next) {
  const server = createServer(createListener(fastRoutes, rest));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  open.push(() => close(server, 0));
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://localhost:${port}` };
}

test('a fast route answers before Next, whatever its query; other methods go to Next', async () => {
  const { url } = await serve({ 'GET /api/x': (_request, response) => void response.end('fast') });
  const read = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).text();
  expect(await read('/api/x?cursor=1')).toBe('fast');
  expect(await read('/api/x', { method: 'POST' })).toBe('next');
  expect(await read('/api/y')).toBe('next');
});

test('a folder answers for what is directly in it, by whatever method; the rest goes to Next', async () => {
  const { url } = await serve({ '/api/x/': (_request, response) => void response.end('fast') });
  const read = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).text();
  expect(await read('/api/x/one?a=/b/c')).toBe('fast');
  expect(await read('/api/x/', { method: 'PUT' })).toBe('fast');
  expect(await read('/api/x/one/two')).toBe('next');
  expect(await read('/api/x')).toBe('next');
});

test('every answer has an id of its own', async () => {
  const { url } = await serve({});
  const ids = await Promise.all(
    [1, 2].map(async () => (await fetch(url)).headers.get('x-request-id')),
  );
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[1]).not.toBe(ids[0]);
});

test('the routes see the id of the answer, whatever the caller claims', async () => {
  const { url } = await serve(
    {},
    (request, response) => void response.end(request.headers['x-request-id']),
  );
  const response = await fetch(url, { headers: { 'x-request-id': 'mine' } });
  expect(await response.text()).toBe(response.headers.get('x-request-id'));
});

test('a page of another site can neither post nor delete here, but read and link', async () => {
  const { url } = await serve({});
  const from = async (site: string, method: string) =>
    (await fetch(url, { method, headers: { 'sec-fetch-site': site } })).status;
  expect(await from('cross-site', 'POST')).toBe(403);
  expect(await from('same-site', 'DELETE')).toBe(403);
  expect(await from('cross-site', 'GET')).toBe(200);
  expect(await from('same-origin', 'POST')).toBe(200);
  expect((await fetch(url, { method: 'POST' })).status).toBe(200);
});

test('a body that says it is too large is refused before any route', async () => {
  const { url } = await serve({});
  const body = Buffer.alloc(largestBodyBytes + 1);
  const response = await fetch(url, { method: 'POST', body });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ message: 'The body is larger than 5 MB.' });
});

test.each([
  '/api/attachments?kind=image',
  '/api/templates/sample?name=a.mp4',
  '/api/sandbox/files',
])('%s takes a file that is larger than other bodies', async (path) => {
  const { url } = await serve({});
  const body = Buffer.alloc(largestBodyBytes + 1);
  expect((await fetch(`${url}${path}`, { method: 'POST', body })).status).toBe(200);
});

test('a body that does not say so is cut off where it becomes too large', async () => {
  let seen = 0;
  const { url } = await serve({}, async (request, response) => {
    for await (const chunk of request as AsyncIterable<Buffer>) seen += chunk.length;
    response.end('read it all');
  });
  const megabyte = new Uint8Array(1024 * 1024);
  const send = (megabytes: number) => {
    const body = new ReadableStream({
      pull: (controller) => {
        if (megabytes-- > 0) controller.enqueue(megabyte);
        else controller.close();
      },
    });
    return fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  };
  expect(await (await send(2)).text()).toBe('read it all');
  seen = 0;
  await expect(send(50)).rejects.toThrow();
  expect(seen).toBeLessThanOrEqual(largestBodyBytes);
});

describe('a body that comes slowly', () => {
  const bodyWithinMs = 200;
  /** Sends a byte now and then until it is cut off, and after a while ends it. */
  async function drip(path: string, rest: Handler) {
    const server = createServer((request, response) => {
      limitTime(request, response, bodyWithinMs);
      void Promise.resolve(rest(request, response)).catch(() => undefined);
    });
    await listen(server, 0);
    open.push(() => close(server, 0));
    const socket = connect((server.address() as AddressInfo).port, 'localhost');
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const began = performance.now();
    socket.write(`POST ${path} HTTP/1.1\r\nhost: desk\r\ntransfer-encoding: chunked\r\n\r\n`);
    const drops = setInterval(() => {
      const isOver = performance.now() - began > 5 * bodyWithinMs;
      socket.write(isOver ? '0\r\n\r\n' : '1\r\nx\r\n');
      if (isOver) clearInterval(drops);
    }, 20);
    void closed.then(() => clearInterval(drops));
    return { closed, heard: () => heard, end: () => socket.destroy() };
  }
  const readAll: Handler = async (request, response) => {
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) bytes += chunk.length;
    response.end(`read all ${bytes}`);
  };

  test('is cut off with its connection', async () => {
    const slow = await drip('/api/trpc/messages.send', readAll);
    await slow.closed;
    expect(slow.heard()).toBe('');
  });

  test('is waited for where files come in', async () => {
    const slow = await drip('/api/attachments?name=a', readAll);
    await expect.poll(slow.heard, { timeout: 10_000 }).toMatch(/read all \d+/);
    slow.end();
  });

  test('is not waited for where files come in, once it is answered', async () => {
    const refuse: Handler = (_request, response) => void response.writeHead(401).end('No.');
    const slow = await drip('/api/attachments', refuse);
    await slow.closed;
    expect(slow.heard()).toContain('No.');
  });
});

test('the largest file has time to come over a line of a megabit a second', () => {
  const server = createHttpServer();
  expect(server.requestTimeout).toBeGreaterThan((largestFileBytes * 8) / 1_000);
});

test('a handler that throws answers 500 without saying why', async () => {
  const { url } = await serve({}, () => Promise.reject(new Error('the password is hunter2')));
  const response = await fetch(url);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('hunter2');
});

test('closing ends requests that do not end by themselves', async () => {
  let arrived: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const { server, url } = await serve({}, () => arrived());
  const request = fetch(url).then(
    () => 'answered',
    () => 'cut',
  );
  await arrival;
  const began = Date.now();
  await close(server, 100);
  expect(await request).toBe('cut');
  expect(Date.now() - began).toBeLessThan(2_000);
});

test('closing does not wait for connections that are only kept', async () => {
  let arrived: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const { server, port } = await serve({}, async (_request, response) => {
    arrived();
    await going;
    response.end('done');
  });
  // Neither side would ever end it.
  server.keepAliveTimeout = 0;
  const socket = connect(port, 'localhost');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.write('GET / HTTP/1.1\r\nhost: desk\r\n\r\n');
  await arrival;
  const closed = close(server, 60_000);
  goOn();
  await closed;
  await expect.poll(() => heard).toContain('done');
});

test('a port in use is refused with one sentence, before and while listening', async () => {
  const { port } = await serve({});
  const sentence = `Port ${port} is already in use; stop the program that has it, or set PORT to another one.`;
  await expect(checkPort(port)).rejects.toThrow(sentence);
  await expect(listen(createServer(), port)).rejects.toThrow(sentence);
});
