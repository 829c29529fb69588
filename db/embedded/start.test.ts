import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { keepRunning } from '#db/embedded/keep-running.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-pg-'));
  chmodSync(folder, 0o711);
  dataDir = join(folder, 'postgres');
});
afterEach(async () => {
  const left = readPostmaster(dataDir);
  if (left !== undefined && isServerOf(left.pid, dataDir)) process.kill(left.pid, 'SIGQUIT');
  await until(() => left === undefined || !isServerOf(left.pid, dataDir));
  rmSync(folder, { recursive: true, force: true });
});

const settings = { fsync: 'off', shared_buffers: '16MB' };
const start = () => startEmbeddedPostgres({ dataDir, settings, watchdog: true });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not come about within 10 s.');
    await delay(10);
  }
}

async function ask(server: { superuser: object }, query: string): Promise<unknown> {
  const client = await connect(server.superuser);
  try {
    const { rows } = await client.query<{ answer: unknown }>(query);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** Kills the server as a power cut would, and leaves its lock files behind. */
async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until(() => !isServerOf(pid, dataDir));
}

describe('the embedded Postgres', () => {
  test('is UTF-8 whatever the locale of the machine, and listens on no network port', async () => {
    const server = await start();
    expect(await ask(server, "select lower('ÀŞÑ') as answer")).toBe('àşñ');
    expect(await ask(server, "select current_setting('server_encoding') as answer")).toBe('UTF8');
    expect(await ask(server, "select current_setting('listen_addresses') as answer")).toBe('');
  });

  test('lets nobody else near its socket or its files', async () => {
    const server = await start();
    expect(statSync(server.host).mode & 0o077).toBe(0);
    expect(statSync(dataDir).mode & 0o077).toBe(0);
  });

  test('keeps its rows over a stop and a start', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 7 as answer');
    await first.stop();
    expect(first.isAlive()).toBe(false);
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second, 'select answer from kept')).toBe(7);
  });

  test('is taken over when the process that started it was killed', async () => {
    const script = `import { startEmbeddedPostgres } from '#db/embedded/start.ts';
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)},
        settings: ${JSON.stringify(settings)} });
      console.log(server.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
    const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const server = await start();
    expect(server).toMatchObject({ adopted: true, pid: Number(printed.toString()) });
    expect(await ask(server, 'select 1 as answer')).toBe(1);
    await server.stop();
    expect(server.isAlive()).toBe(false);
  });

  test('starts again after it was killed, though a stranger has its number now', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 7 as answer');
    await kill(first.pid);
    // The lock now names this very process, which lives and is not Postgres.
    const file = join(dataDir, 'postmaster.pid');
    const lock = readFileSync(file, 'utf8').replace(/^\d+/, String(process.ppid));
    writeFileSync(file, lock);
    const second = await start();
    expect(await ask(second, 'select answer from kept')).toBe(7);
  });

  test('begins anew when its very first start was cut short', async () => {
    mkdirSync(`${dataDir}.new`, { recursive: true });
    writeFileSync(join(`${dataDir}.new`, 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await ask(server, 'select 1 as answer')).toBe(1);
  });

  test('says in a sentence why it cannot start', async () => {
    const options = { dataDir, settings: { shared_buffers: 'many' } };
    await expect(startEmbeddedPostgres(options)).rejects.toThrow(
      /^Postgres does not start on .*: invalid value for parameter "shared_buffers".*\.$/,
    );
  });

  test('works in a folder too deep for a socket', async () => {
    dataDir = join(folder, 'deep'.repeat(20), 'postgres');
    const server = await start();
    expect(await ask(server, 'select 1 as answer')).toBe(1);
    await server.stop();
    rmSync(server.host, { recursive: true, force: true });
  });

  test('is started again by its keeper when it dies, and not after it was stopped', async () => {
    const kept = await keepRunning({ dataDir, settings, watchdog: true });
    await kill(readPostmaster(dataDir)?.pid ?? 0);
    await until(async () => (await ask(kept, 'select 1 as answer').catch(() => 0)) === 1);
    const second = readPostmaster(dataDir)?.pid ?? 0;
    await kept.stop();
    expect(isServerOf(second, dataDir)).toBe(false);
    expect(readPostmaster(dataDir)).toBeUndefined();
  });
});
