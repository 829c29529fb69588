import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { embeddedConnection } from '#db/connection.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';
import { createTestDatabase } from '#db/testing/database.ts';
import { appSecret, signed, textDelivery } from '#tests/webhooks/doors.ts';

const lanes = 24;
const enough = 300;
const database = 'frontdesk';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function startIntake(
  connection: ClientConfig,
): Promise<{ child: ChildProcess; url: string }> {
  const child = fork('tests/webhooks/testing/intake-process.ts', [JSON.stringify(connection)], {
    env: { ...process.env, META_APP_SECRET: appSecret, LOG_LEVEL: 'silent' },
  });
  endings.push(() => killed(child));
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Customers write without a pause until told to stop; keeps what was answered with 200. */
function keepWriting(url: string) {
  const acknowledged: string[] = [];
  const stopping = new AbortController();
  const lane = async () => {
    while (!stopping.signal.aborted) {
      const body = textDelivery('100000000000001');
      const status = await fetch(`${url}/api/webhooks/whatsapp`, signed(body)).then(
        async (answer) => (await answer.arrayBuffer(), answer.status),
        () => undefined,
      );
      if (status === 200) acknowledged.push(body);
      else await delay(20);
    }
  };
  const writing = Promise.all(Array.from({ length: lanes }, lane));
  return {
    acknowledged,
    until: (count: number) =>
      expect.poll(() => acknowledged.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(count),
    async stop() {
      stopping.abort();
      await writing;
    },
  };
}

/** Those that are stored once, in the same transaction as the work they mean. */
async function storedWithWork(superuser: ClientConfig, bodies: string[]): Promise<number> {
  const client = await connect(superuser);
  try {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from webhook_deliveries d
       where d.body = any($1) and exists (
         select from job_events e
         where e.xmin = d.xmin and (e.data -> 'deliveryIds')::jsonb ? d.id::text)`,
      [bodies],
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

test('of what was acknowledged before kill -9 of the app nothing is missing', async () => {
  const { connection, superuser, drop } = await createTestDatabase();
  endings.push(drop);
  const { child, url } = await startIntake(connection);
  const customers = keepWriting(url);
  await customers.until(enough);
  await killed(child);
  await customers.stop();
  const { acknowledged } = customers;
  expect(await storedWithWork(superuser, acknowledged)).toBe(acknowledged.length);
}, 60_000);

test('of what was acknowledged before kill -9 of Postgres nothing is missing, and it goes on after', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-killed-'));
  chmodSync(folder, 0o711);
  endings.push(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  const dataDir = join(folder, 'postgres');
  const options = { dataDir, settings: { shared_buffers: '16MB' }, watchdog: true };
  const first = await startEmbeddedPostgres(options);
  endings.push(async () => {
    const left = readPostmaster(dataDir);
    if (left !== undefined && isServerOf(left.pid, dataDir)) process.kill(left.pid, 'SIGQUIT');
    await expect.poll(() => left === undefined || !isServerOf(left.pid, dataDir)).toBe(true);
  });
  await ensureDatabase(first.superuser, database);
  const superuser = { ...first.superuser, database };
  await migrateDatabase(superuser);
  const { url } = await startIntake(embeddedConnection(first.host));
  const customers = keepWriting(url);
  await customers.until(enough);
  process.kill(first.pid, 'SIGKILL');
  await expect.poll(() => isServerOf(first.pid, dataDir), { timeout: 10_000 }).toBe(false);
  const before = customers.acknowledged.length;
  await startEmbeddedPostgres(options);
  await customers.until(before + enough);
  await customers.stop();
  const { acknowledged } = customers;
  expect(await storedWithWork(superuser, acknowledged)).toBe(acknowledged.length);
}, 120_000);
