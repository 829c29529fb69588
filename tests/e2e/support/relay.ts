import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between two programs may do with one call. */
export interface Interference {
  /** Runs before the call is passed on; 'drop' cuts the connection instead. */
  onRequest?: () => Promise<'drop' | undefined>;
  /** Runs when the other side has answered, before the answer is passed back. */
  onAnswer?: (status: number) => Promise<'drop' | undefined>;
}

export interface Relay {
  url: string;
  /** Interferes with the next call whose path matches. */
  next(path: RegExp, interference: Interference): void;
  close(): Promise<void>;
}

/** Passes HTTP calls on to another program, and interferes with single ones when told to. */
export async function startRelay(target: () => string): Promise<Relay> {
  const due: { path: RegExp; interference: Interference }[] = [];
  const server = createServer((incoming, outgoing) => {
    const index = due.findIndex(({ path }) => path.test(incoming.url ?? ''));
    const [taken] = index === -1 ? [] : due.splice(index, 1);
    // Whoever was killed meanwhile is told nothing.
    pass(target(), incoming, outgoing, taken?.interference ?? {}).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    next: (path, interference) => due.push({ path, interference }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { onRequest, onAnswer }: Interference,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  if ((await onRequest?.()) === 'drop') return void outgoing.destroy();
  const { method = 'GET', url = '/', headers } = incoming;
  const kept = ['authorization', 'content-type', 'x-hub-signature-256'];
  const response = await fetch(`${target}${url}`, {
    method,
    headers: kept.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
    ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  if ((await onAnswer?.(response.status)) === 'drop') return void outgoing.destroy();
  outgoing.writeHead(response.status, {
    'content-type': response.headers.get('content-type') ?? 'text/plain',
  });
  outgoing.end(answer);
}
