import { Socket } from 'node:net';

interface ConnectTarget {
  path?: string;
  host?: string;
  port?: number | string;
}

/** Reads where a `socket.connect` call wants to go, whichever of Node's forms it was given. */
export function connectTarget(args: readonly unknown[]): ConnectTarget {
  const [first, second] = args;
  if (Array.isArray(first)) return connectTarget(first);
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first };
  if (typeof first === 'number' || typeof first === 'string') {
    return { port: first, host: typeof second === 'string' ? second : undefined };
  }
  return typeof first === 'object' && first !== null ? first : {};
}

/** True for Unix sockets and for the loopback addresses, which tests may use freely. */
export function isLocalTarget({ path, host }: ConnectTarget): boolean {
  if (path) return true;
  if (host === undefined || host === '') return true;
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}

/** Makes every connection that would leave this machine fail at once, so that no test needs a network. */
export function blockNetwork(): void {
  const connect = Socket.prototype.connect;
  if (connect.name === 'guarded') return;
  Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]) {
    const target = connectTarget(args);
    if (!isLocalTarget(target)) {
      throw new Error(`Tests may not use the network: ${target.host ?? ''}:${target.port ?? ''}`);
    }
    return Reflect.apply(connect, this, args) as Socket;
  };
}
