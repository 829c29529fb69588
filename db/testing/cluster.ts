import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { connect } from '#db/connect.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';

/** The migrated database that every test database is a copy of. */
const template = 'frontdesk_template';
// Nothing here has to survive a power cut.
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export interface TestCluster {
  /** The folder of the server's socket. */
  host: string;
  superuser: ClientConfig;
  stop(): Promise<void>;
}

/** Starts a Postgres for one run of the tests, with a migrated template in it. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-tests-'));
  // Root's tests run Postgres as another user, who has to get through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, settings, watchdog: true });
  await ensureDatabase(server.superuser, template);
  await migrateDatabase({ ...server.superuser, database: template });
  // A template with a connection open to it cannot be copied.
  await asSuperuser(server.superuser, [
    `alter database ${template} with is_template true allow_connections false`,
  ]);
  return {
    host: server.host,
    superuser: server.superuser,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Copies the migrated template; about a tenth of a second. */
export function cloneTemplate(superuser: ClientConfig, name: string): Promise<void> {
  return asSuperuser(superuser, [`create database "${name}" template ${template}`]);
}

/** Removes a copy, also when something is still connected to it. */
export function dropDatabase(superuser: ClientConfig, name: string): Promise<void> {
  return asSuperuser(superuser, [`drop database if exists "${name}" with (force)`]);
}

async function asSuperuser(superuser: ClientConfig, statements: string[]): Promise<void> {
  const client = await connect(superuser);
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
