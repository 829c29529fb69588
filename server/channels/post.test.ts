import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotSentError, post } from '#server/channels/post.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: TcpServer[] = [];
/** The bodies that arrived whole, in their order. */
let received: string[];
let connections: Agent;

beforeEach(() => {
  received = [];
  connections = new Agent({ connections: 1 });
});

afterEach(async () => {
  await connections.destroy();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) (server as Server).closeAllConnections();
    server.close();
  }
});

async function listen(server: TcpServer): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
}

/** A provider that reads each body whole, and then answers as told. */
async function provider(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString());
      answer(request, response);
    });
  });
  return `http://${await listen(server)}/v1/messages?k=1`;
}

function send(url: string, body = 'one', timeoutMs = 30_000) {
  const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
  return post({ url, headers, body, timeoutMs }, connections);
}

/** What became of it: `not sent`, or `unknown`. */
async function fateOf(sending: Promise<unknown>): Promise<string> {
  const outcome: unknown = await sending.catch((error: unknown) => error);
  if (outcome instanceof NotSentError) return 'not sent';
  return outcome instanceof Error ? 'unknown' : 'answered';
}

const silent: Answer = () => undefined;

describe('an answer', () => {
  test('is returned with its status, its headers and its text, whatever it says', async () => {
    const url = await provider(({ url: path = '', headers }, response) => {
      response.writeHead(418, { 'retry-after': '7' });
      response.end(`${path} ${headers.authorization ?? ''} ${headers['content-length'] ?? ''} – é`);
    });
    const answer = await send(url, 'é');
    expect(answer).toMatchObject({ status: 418, text: '/v1/messages?k=1 Bearer t 2 – é' });
    expect(answer.header('retry-after')).toBe('7');
    expect(answer.header('location')).toBeNull();
    expect(received).toEqual(['é']);
  });

  test('may come in pieces that part a letter', async () => {
    const [first, second] = [Buffer.from([0xc3]), Buffer.from([0xa9])];
    const url = await provider((_request, response) => {
      response.write(first, () => setImmediate(() => response.end(second)));
    });
    expect((await send(url)).text).toBe('é');
  });

  test('that is a redirect is not followed', async () => {
    const url = await provider((_request, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await send(url)).status).toBe(307);
    expect(received).toEqual(['one']);
  });

  test('that never ends is cut short', async () => {
    const url = await provider((_request, response) => {
      response.writeHead(400);
      const more = () => response.write('x'.repeat(10_000), (error) => error ?? more());
      more();
    });
    const { status, text } = await send(url);
    expect(status).toBe(400);
    expect(text).toHaveLength(64 * 1024);
  });

  test('leaves its connection to the next request', async () => {
    const ports = new Set<number | undefined>();
    const url = await provider(({ socket }, response) => {
      ports.add(socket.remotePort);
      response.end('ok');
    });
    for (const body of ['one', 'two', 'three']) await send(url, body);
    expect(ports.size).toBe(1);
    expect(received).toEqual(['one', 'two', 'three']);
  });
});

describe('not sent, so that it may be sent again', () => {
  test.each(['127.0.0.1', 'localhost'])('when %s takes no connection', async (host) => {
    const server = createTcpServer();
    const address = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const url = `http://${host}:${address.split(':')[1] ?? ''}/`;
    expect(await fateOf(send(url))).toBe('not sent');
  });

  test('when the network cannot be used', async () => {
    expect(await fateOf(send('http://203.0.113.1/'))).toBe('not sent');
  });

  test('when the other side speaks no TLS', async () => {
    const address = await listen(createTcpServer((socket) => socket.end('Hello!\r\n')));
    expect(await fateOf(send(`https://${address}/`))).toBe('not sent');
  });

  test('when the handshake of TLS does not end in time', async () => {
    const address = await listen(createTcpServer());
    expect(await fateOf(send(`https://${address}/`, 'one', 50))).toBe('not sent');
  });

  test('when no connection comes free in time, and then it is never sent', async () => {
    const held: ServerResponse[] = [];
    const url = await provider((_request, response) => void held.push(response));
    const first = send(url, 'first');
    await expect.poll(() => received).toEqual(['first']);
    expect(await fateOf(send(url, 'second', 20))).toBe('not sent');
    const third = send(url, 'third');
    held[0]?.end('ok');
    expect(await fateOf(first)).toBe('answered');
    await expect.poll(() => held.length).toBe(2);
    held[1]?.end('ok');
    expect(await fateOf(third)).toBe('answered');
    expect(received).toEqual(['first', 'third']);
  });
});

describe('perhaps taken, and never sent a second time', () => {
  test.each<[string, Answer]>([
    ['when the connection is dropped', ({ socket }) => socket.destroy()],
    ['when the connection is reset', ({ socket }) => socket.resetAndDestroy()],
    ['when the connection is closed in order', ({ socket }) => socket.end()],
    [
      'when the answer is no HTTP',
      ({ socket }) => void socket.end('220 mail.example.test ESMTP\r\n'),
    ],
    [
      'when the answer breaks off',
      ({ socket }, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"messages":', () => socket.destroy());
      },
    ],
  ])('%s', async (_name, answer) => {
    const url = await provider(answer);
    expect(await fateOf(send(url))).toBe('unknown');
    // Had it been queued again, it would go before this one.
    await fateOf(send(url, 'two'));
    expect(received).toEqual(['one', 'two']);
  });

  test('when a connection that was used before is dropped', async () => {
    const url = await provider(({ socket }, response) => {
      if (received.length === 1) response.end('ok');
      else socket.destroy();
    });
    expect(await fateOf(send(url, 'one'))).toBe('answered');
    expect(await fateOf(send(url, 'two'))).toBe('unknown');
    await fateOf(send(url, 'three'));
    expect(received).toEqual(['one', 'two', 'three']);
  });

  test('when no answer comes in time', async () => {
    const url = await provider(silent);
    const sending = send(url, 'one', 1_000);
    await expect.poll(() => received).toEqual(['one']);
    expect(await fateOf(sending)).toBe('unknown');
  });

  test('when the answer begins and does not end in time, however steadily it comes', async () => {
    const url = await provider((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const sending = send(url, 'one', 1_000);
    await expect.poll(() => received).toEqual(['one']);
    expect(await fateOf(sending)).toBe('unknown');
  });
});
