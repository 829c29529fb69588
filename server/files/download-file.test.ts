import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { RequestListener, Server } from 'node:http';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isPublicAddress } from '#server/files/address-guard.ts';
import { downloadFile } from '#server/files/download-file.ts';
import { temporaryFile } from '#server/files/temporary-file.ts';
import { connectTarget } from '#tests/setup/block-network.ts';
import { hostileAddresses, hostileUrls } from '#server/files/testing/hostile-urls.ts';
import { selfSigned } from '#server/files/testing/self-signed.ts';

const MB = 1024 * 1024;
let provider: Server;
let victim: Server;
let origin: string;
let victimPort: number;
let respond: RequestListener;
let victimCalls: number;
/** Where every socket of this process wanted to go, in order. */
let targets: string[];
/** Public addresses that a server on this machine stands in for, at its port. */
const detours = new Map<string, number>();
const connect = Socket.prototype.connect;

async function listen(listener: RequestListener): Promise<[Server, number]> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, (server.address() as AddressInfo).port];
}

beforeAll(async () => {
  let port: number;
  [provider, port] = await listen((request, response) => respond(request, response));
  origin = `http://127.0.0.1:${port.toString()}`;
  [victim, victimPort] = await listen((_, response) => response.end('a secret'));
  victim.on('connection', () => (victimCalls += 1));
  Socket.prototype.connect = function spied(this: Socket, ...args: unknown[]) {
    const target = connectTarget(args);
    const { host, port } = target;
    targets.push(`${host ?? ''}:${port ?? ''}`);
    const detour = detours.get(host ?? '');
    if (detour !== undefined) Object.assign(target, { host: '127.0.0.1', port: detour });
    return Reflect.apply(connect, this, args) as Socket;
  };
});
afterAll(() => {
  Socket.prototype.connect = connect;
  for (const server of [provider, victim]) {
    server.close();
    server.closeAllConnections();
  }
});
beforeEach(() => {
  targets = [];
  detours.clear();
  victimCalls = 0;
});
afterEach(() => {
  expect(victimCalls).toBe(0);
});

type Source = Parameters<typeof downloadFile>[0];

async function download(
  url: string,
  more: Partial<Source> = {},
  resolve?: Parameters<typeof downloadFile>[2],
) {
  const { path, discard } = await temporaryFile();
  const source = { url, maxBytes: MB, ...more };
  const result = await downloadFile(source, path, resolve);
  const bytes = result.ok ? await readFile(path) : null;
  await discard();
  return { result, bytes };
}
const fromProvider = (path: string, more: Partial<Source> = {}) =>
  download(`${origin}${path}`, { trustedOrigin: origin, ...more });

/** Ports of the provider itself aside, nothing but public addresses. */
function expectOnlyPublicTargets(): void {
  const others = targets.filter((target) => `http://${target}` !== origin);
  for (const target of others) {
    expect(isPublicAddress(target.replace(/:\d+$/, ''))).toBe(true);
  }
}

describe('a file at its provider', () => {
  test('arrives whole, measured as it came, with the headers that open it', async () => {
    const content = Buffer.alloc(300_000, 'x');
    let authorization: string | undefined;
    respond = (request, response) => {
      ({ authorization } = request.headers);
      response.end(content);
    };
    const { result, bytes } = await fromProvider('/file', {
      headers: { authorization: 'Bearer t' },
    });
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(result).toEqual({ ok: true, measure: { sizeBytes: content.length, sha256 } });
    expect(bytes?.equals(content)).toBe(true);
    expect(authorization).toBe('Bearer t');
  });

  test.each([
    ['tells its length', true],
    ['does not tell its length', false],
  ])('is cut off at the limit when it %s', async (_, isTold) => {
    respond = (_request, response) => {
      if (isTold) response.setHeader('content-length', 2 * MB);
      response.write(Buffer.alloc(MB + 1));
      response.end(Buffer.alloc(MB - 1));
    };
    const { result } = await fromProvider('/large');
    expect(result).toMatchObject({ failure: { code: 'too_large', canRetry: false } });
  });

  test.each([
    [404, 'gone'],
    [410, 'gone'],
    [401, 'denied'],
    [403, 'denied'],
    [500, 'unreachable'],
  ])('that is answered with %i can be tried again', async (status, code) => {
    respond = (_request, response) => response.writeHead(status).end();
    const { result } = await fromProvider('/missing');
    expect(result).toMatchObject({ ok: false, failure: { code, canRetry: true } });
  });

  test('whose line breaks is no file', async () => {
    respond = (_request, response) => {
      response.setHeader('content-length', 1000);
      response.write('half');
      setImmediate(() => response.destroy());
    };
    const { result } = await fromProvider('/broken');
    expect(result).toMatchObject({ ok: false, failure: { code: 'unreachable', canRetry: true } });
  });

  test('that says that it is too large is not asked for', async () => {
    let calls = 0;
    respond = (_request, response) => {
      calls += 1;
      response.end('x');
    };
    const { result } = await fromProvider('/large', { sizeBytes: MB + 1 });
    expect(result).toMatchObject({ failure: { code: 'too_large' } });
    expect(calls).toBe(0);
  });

  test('that comes packed, unasked, is not taken for what it is', async () => {
    respond = (_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('hello'));
    };
    expect((await fromProvider('/packed')).result).toMatchObject({ failure: { code: 'broken' } });
  });

  test.each(['/dev/full', join(tmpdir(), 'no-such-folder', 'file')])(
    'that cannot be written to %s is no fault of the provider',
    async (path) => {
      respond = (_request, response) => response.end(Buffer.alloc(200_000));
      const source = { url: `${origin}/file`, trustedOrigin: origin, maxBytes: MB };
      await expect(downloadFile(source, path)).rejects.toThrow(/ENOSPC|ENOENT/);
    },
  );

  test('is found after three redirects and not after four', async () => {
    respond = ({ url = '' }, response) => {
      const left = Number(/\d+/.exec(url)?.[0]);
      if (left === 0) response.end('here');
      else response.writeHead(302, { location: `/hop${(left - 1).toString()}` }).end();
    };
    expect((await fromProvider('/hop3')).bytes?.toString()).toBe('here');
    const { result } = await fromProvider('/hop4');
    expect(result).toMatchObject({ failure: { code: 'refused' } });
  });
});

test('what opens one door is not shown at the next, which is reached at the address that was checked', async () => {
  const seen: [string, string | undefined][] = [];
  const next = createTlsServer(selfSigned(), ({ headers, socket }, response) => {
    seen.push([String((socket as TLSSocket).servername), headers.authorization]);
    response.end('the file');
  });
  next.listen(0, '127.0.0.1');
  await once(next, 'listening');
  detours.set('93.184.215.14', (next.address() as AddressInfo).port);
  // Whose certificate it is does not matter here.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  respond = ({ headers }, response) => {
    seen.push(['provider', headers.authorization]);
    response.writeHead(302, { location: 'https://files.example.com/a.jpg' }).end();
  };
  const source = { trustedOrigin: origin, headers: { authorization: 'Bearer t' } };
  const { bytes } = await download(`${origin}/away`, source, async () => ['93.184.215.14']);
  expect(bytes?.toString()).toBe('the file');
  expect(seen).toEqual([
    ['provider', 'Bearer t'],
    ['files.example.com', undefined],
  ]);
  expect(targets.slice(1)).toEqual(['93.184.215.14:443']);
  vi.unstubAllEnvs();
  next.close();
  next.closeAllConnections();
});

describe('addresses that are not for us', () => {
  test('there are more than three hundred of them', () => {
    expect(new Set(hostileUrls('127.0.0.1', 80)).size).toBeGreaterThanOrEqual(300);
  });

  test('are refused before anything connects', async () => {
    const urls = hostileUrls('127.0.0.1', victimPort);
    // Once more at the usual port, which alone would be no reason to refuse them.
    for (const url of [...urls, ...urls.map((one) => one.replace(`:${victimPort}`, ''))]) {
      const { result } = await download(url, { headers: { authorization: 'Bearer t' } });
      expect(result, url).toMatchObject({ ok: false });
    }
    // The provider is none of them; what an earlier test left may still call it.
    expect(targets.filter((target) => `http://${target}` !== origin)).toEqual([]);
  });

  test('are refused too when the provider redirects to them, whatever they are to it', async () => {
    for (const location of hostileUrls('127.0.0.1', victimPort)) {
      respond = (_request, response) => {
        response.writeHead(302, {
          location: location.replace(/[^\x21-\x7e]/g, encodeURIComponent),
        });
        response.end();
      };
      const { result } = await fromProvider('/away');
      expect(result, location).toMatchObject({ ok: false });
    }
    expectOnlyPublicTargets();
  });

  test.each(hostileAddresses)('a name that stands for %s is refused', async (address) => {
    for (const answer of [[address], ['93.184.215.14', address], [address, '93.184.215.14']]) {
      const { result } = await download('https://files.example.com/a.jpg', {}, async () => answer);
      expect(result).toMatchObject({ failure: { code: 'refused', canRetry: false } });
    }
    expect(targets).toEqual([]);
  });

  test('a name that changes its mind is asked once, and what it said then is where we go', async () => {
    let asked = 0;
    const rebinding = async () => [asked++ === 0 ? '93.184.215.14' : '127.0.0.1'];
    const { result } = await download('https://rebind.example.com/', {}, rebinding);
    expect(result).toMatchObject({ failure: { code: 'unreachable' } });
    expect(asked).toBe(1);
    expect(targets).toEqual(['93.184.215.14:443']);
  });

  test('a public address at a port of something else than a website is refused', async () => {
    for (const port of [22, 25, 80, 6379, 8443]) {
      const url = `https://files.example.com:${port}/a.jpg`;
      const { result } = await download(url, {}, async () => ['93.184.215.14']);
      expect(result).toMatchObject({ failure: { code: 'refused', canRetry: false } });
    }
    expect(targets).toEqual([]);
  });

  test('the trusted origin is trusted itself, and not its neighbours', async () => {
    respond = (_request, response) => response.end('ours');
    expect((await fromProvider('/')).result).toMatchObject({ ok: true });
    const { port } = new URL(origin);
    for (const near of [
      `https://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://127.0.0.2:${port}/`,
      `http://127.0.0.1:${victimPort.toString()}/`,
      `http://user@127.0.0.1:${port}/`,
      `http://user:word@127.0.0.1:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
    ]) {
      const { result } = await download(near, { trustedOrigin: origin });
      expect(result, near).toMatchObject({ ok: false });
    }
    expectOnlyPublicTargets();
  });
});

test.each(['93.184.215.14', '8.8.8.8', '157.240.1.1', '2a03:2880:f12f:83:face:b00c::25de'])(
  'the public address %s is one',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);
