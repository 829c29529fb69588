import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Line {
  url: string;
  /** Cuts every connection that runs through it at this moment. */
  cut(): void;
  /** Cuts them all and refuses every other, until it is opened again. */
  close(): Promise<void>;
  /** Takes connections again, on the same port. */
  open(): Promise<void>;
}

/** A line to a server that can be cut, as a train does in a tunnel; on a free port unless given. */
export async function startLine(target: string, ownPort = 0): Promise<Line> {
  const port = Number(new URL(target).port);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port, host: 'localhost' });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = (onPort: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(onPort, 'localhost', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(ownPort);
  const ours = (server.address() as AddressInfo).port;
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://localhost:${ours}`,
    cut,
    open: () => listen(ours),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
