import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import { takeLock } from '#server/boot/lock.ts';

let dataDir: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-boot-'));
  chmodSync(dataDir, 0o711);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const server of servers.splice(0)) server.close();
  const postgres = livingPostgres();
  if (postgres !== undefined) process.kill(postgres, 'SIGQUIT');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const secrets = {
  NEXTAUTH_SECRET: 'sixteen characters at least',
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};

function launch(variables: Record<string, string>) {
  const child = spawn(process.execPath, ['server/main.ts'], {
    // What the tests' own process was given, DATABASE_URL included, must not decide.
    env: { NODE_ENV: 'production', PATH: process.env.PATH, DATA_DIR: dataDir, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.error += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, said, ended };
}

async function freePort(): Promise<string> {
  const { server, port } = await listening();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(): Promise<{ server: Server; port: string }> {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, port: String((server.address() as AddressInfo).port) };
}

function livingPostgres(): number | undefined {
  const clusterDir = join(dataDir, 'postgres');
  const pid = readPostmaster(clusterDir)?.pid;
  return pid !== undefined && isServerOf(pid, clusterDir) ? pid : undefined;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come about within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function refusal(variables: Record<string, string>) {
  const port = variables.PORT ?? (await freePort());
  const { code, error } = await launch({ PORT: port, ...variables }).ended;
  expect(code).toBe(1);
  expect(error.trim().split('\n')).toHaveLength(1);
  return error.trim();
}

const outside = (url: string) => refusal({ DATABASE_URL: url, ...secrets });

// Whole processes, on a machine that is busy with the other tests.
const limits = { timeout: 60_000 };

describe('a start that cannot succeed ends with one plain sentence', limits, () => {
  test('when the port is in use', async () => {
    const { port } = await listening();
    expect(await refusal({ PORT: port })).toMatch(`Port ${port} is already in use;`);
    expect(livingPostgres()).toBeUndefined();
  });

  test('when a setting is not valid', async () => {
    expect(await refusal({ PORT: 'http' })).toMatch(/PORT must be a number/);
  });

  test('when a required secret is missing', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://a@localhost/b' })).toMatch(
      /^NEXTAUTH_SECRET and ENCRYPTION_KEY must be set/,
    );
  });

  test('when the data directory is not a directory', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: file })).toContain(file);
  });

  test('when nothing listens where DATABASE_URL points', async () => {
    const sentence = await outside(`postgres://a:hunter2@localhost:${await freePort()}/b`);
    expect(sentence).toMatch(/cannot be used: nothing listens there\.$/);
    expect(sentence).not.toContain('hunter2');
  });

  test('when DATABASE_URL points to something else than Postgres', async () => {
    const { port } = await listening();
    expect(await outside(`postgres://a@localhost:${port}/b`)).toMatch(/cannot be used: it /);
  });

  test('when the database or its user does not exist', async () => {
    const host = encodeURIComponent(inject('postgresHost'));
    expect(await outside(`postgres://postgres@${host}/nowhere`)).toMatch(
      /there is no database of that name\.$/,
    );
    expect(await outside(`postgres://nobody@${host}/postgres`)).toMatch(
      /the user may not log in\.$/,
    );
  });
});

describe('a start that is stopped', limits, () => {
  // With the build held, a start goes as far as the database and waits there.
  let releaseBuild = () => undefined as void;
  beforeEach(() => {
    mkdirSync('.next', { recursive: true });
    const lock = takeLock(join('.next', 'frontdesk-build.lock'));
    if ('release' in lock) releaseBuild = lock.release;
  });
  afterEach(() => releaseBuild());

  test('ends Postgres too, exits with 0 within 5 s, and holds the data directory until then', async () => {
    const first = launch({ PORT: await freePort() });
    await until(() => first.said.out.includes('database'));
    expect(livingPostgres()).toBeDefined();
    expect(await refusal({})).toMatch(`in use by another Frontdesk (process ${first.child.pid})`);
    const began = Date.now();
    // As Ctrl-C under npm: once from the terminal and once from npm.
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(livingPostgres()).toBeUndefined();
  });

  test('continues on the same data after kill -9', async () => {
    const first = launch({ PORT: await freePort() });
    await until(() => first.said.out.includes('database'));
    first.child.kill('SIGKILL');
    await first.ended;
    const second = launch({ PORT: await freePort() });
    await until(() => second.said.out.includes('database'));
    expect(second.said.out).toContain('Postgres still running');
    expect(second.said.out).toContain('database up to date');
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(livingPostgres()).toBeUndefined();
  });
});
