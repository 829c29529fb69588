import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { PusherAccount } from '#server/realtime/pusher-account.ts';

interface Client {
  socket: WebSocket;
  socketId: string;
  channels: Set<string>;
  userId: string | null;
}

interface Frame {
  event: string;
  data?: { channel?: string; auth?: string; user_data?: string };
}

export interface PusherServer {
  account: PusherAccount;
  /** Every accepted publish: how many messages it held. */
  batches: number[];
  refused: string[];
  clients: Set<Client>;
  /** Answers the next requests with this status instead of taking them. */
  failNext(status: number, times: number): void;
  cut(): void;
  close(): Promise<void>;
}

/** A local server that speaks Pusher's two protocols and checks every signature. */
export async function startPusherServer(): Promise<PusherServer> {
  const credentials = { appId: '4711', key: 'local-key', secret: 'local-secret' };
  const sign = (text: string) =>
    createHmac('sha256', credentials.secret).update(text).digest('hex');
  const clients = new Set<Client>();
  const batches: number[] = [];
  const refused: string[] = [];
  const failures: number[] = [];

  function send(client: Client, event: string, data: unknown, channel?: string): void {
    client.socket.send(JSON.stringify({ event, channel, data: JSON.stringify(data) }));
  }

  function subscribe(client: Client, { channel = '', auth = '' }: NonNullable<Frame['data']>) {
    const isPrivate = channel.startsWith('private-');
    const isOwn = channel === `#server-to-user-${client.userId ?? ''}`;
    const expected = `${credentials.key}:${sign(`${client.socketId}:${channel}`)}`;
    if (isPrivate ? auth !== expected : !isOwn) {
      refused.push(channel);
      send(client, 'pusher:error', { code: 4009, message: 'Invalid signature' });
      return;
    }
    client.channels.add(channel);
    send(client, 'pusher_internal:subscription_succeeded', {}, channel);
  }

  function signIn(client: Client, { auth, user_data: user = '' }: NonNullable<Frame['data']>) {
    if (auth !== `${credentials.key}:${sign(`${client.socketId}::user::${user}`)}`) {
      refused.push('signin');
      client.socket.close(4009);
      return;
    }
    client.userId = (JSON.parse(user) as { id: string }).id;
    send(client, 'pusher:signin_success', { user_data: user });
  }

  function accept(socket: WebSocket, url: string): void {
    const socketId = `${Math.floor(Math.random() * 1e6)}.${Math.floor(Math.random() * 1e6)}`;
    const client: Client = { socket, socketId, channels: new Set(), userId: null };
    if (!url.startsWith(`/app/${credentials.key}?`)) {
      send(client, 'pusher:error', { code: 4001, message: 'Application does not exist' });
      socket.close(4001);
      return;
    }
    clients.add(client);
    socket.on('close', () => clients.delete(client));
    socket.on('message', (raw: Buffer) => {
      const { event, data = {} } = JSON.parse(raw.toString()) as Frame;
      if (event === 'pusher:subscribe') subscribe(client, data);
      if (event === 'pusher:signin') signIn(client, data);
      if (event === 'pusher:ping') send(client, 'pusher:pong', {});
    });
    send(client, 'pusher:connection_established', { socket_id: socketId, activity_timeout: 120 });
  }

  function isSigned(request: IncomingMessage, body: string): boolean {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const given = url.searchParams.get('auth_signature');
    url.searchParams.delete('auth_signature');
    const query = [...url.searchParams]
      .sort()
      .map((pair) => pair.join('='))
      .join('&');
    const age = Math.abs(Date.now() / 1000 - Number(url.searchParams.get('auth_timestamp')));
    return (
      given === sign(`${request.method ?? ''}\n${url.pathname}\n${query}`) &&
      url.searchParams.get('auth_key') === credentials.key &&
      url.searchParams.get('body_md5') === createHash('md5').update(body).digest('hex') &&
      age < 600
    );
  }

  function publish(body: string): number {
    const { batch } = JSON.parse(body) as {
      batch: { channel: string; name: string; data: string }[];
    };
    if (batch.length > 10) return 400;
    if (batch.some(({ data }) => Buffer.byteLength(data) > 10_240)) return 413;
    batches.push(batch.length);
    for (const { channel, name, data } of batch) {
      for (const client of clients) {
        if (!client.channels.has(channel)) continue;
        client.socket.send(JSON.stringify({ event: name, channel, data }));
      }
    }
    return 200;
  }

  function act(path: string, body: string): number {
    const root = `/apps/${credentials.appId}`;
    if (path === `${root}/batch_events`) return publish(body);
    const user = /^\/users\/(.+)\/terminate_connections$/.exec(path.slice(root.length))?.[1];
    if (user === undefined) return 404;
    for (const client of clients) if (client.userId === user) client.socket.close(4009);
    return 200;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece as string;
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const status = failures.shift() ?? (isSigned(request, body) ? act(path, body) : 401);
    if (status === 401) refused.push(path);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }

  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => accept(socket, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    account: { ...credentials, cluster: 'mt1', server: { host: '127.0.0.1', port, tls: false } },
    batches,
    refused,
    clients,
    failNext: (status, times) => failures.push(...Array.from({ length: times }, () => status)),
    cut: () => clients.forEach(({ socket }) => socket.terminate()),
    async close() {
      for (const { socket } of clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
