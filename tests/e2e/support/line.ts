import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Line {
  url: string;
  /** Cuts every connection that runs through it at this moment. */
  cut(): void;
  close(): Promise<void>;
}

/** A line between browser and server that can be cut, as a train does in a tunnel. */
export async function startLine(target: string): Promise<Line> {
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
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
