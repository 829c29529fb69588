import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createListener } from '#server/http/listener.ts';
import type { FastRoutes, Handler } from '#server/http/listener.ts';
import { close, listen } from '#server/http/server.ts';
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

test('every answer has an id of its own', async () => {
  const { url } = await serve({});
  const ids = await Promise.all(
    [1, 2].map(async () => (await fetch(url)).headers.get('x-request-id')),
  );
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[1]).not.toBe(ids[0]);
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

test('a port in use is refused with one sentence, before and while listening', async () => {
  const { port } = await serve({});
  const sentence = `Port ${port} is already in use; stop the program that has it, or set PORT to another one.`;
  await expect(checkPort(port)).rejects.toThrow(sentence);
  await expect(listen(createServer(), port)).rejects.toThrow(sentence);
});
