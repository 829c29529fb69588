import { join } from 'node:path';
import pg from 'pg';
import type { ClientConfig } from 'pg';
import { closePool } from '#db/close-pool.ts';
import { embeddedConnection, setDatabaseConnection } from '#db/connection.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { BenchRun } from '#tests/bench/measure.ts';
import { seedBusiness } from '#tests/bench/pages/seed.ts';
import type { SeededBusiness } from '#tests/bench/pages/seed.ts';

const database = 'bench';

export interface BenchDatabase {
  business: SeededBusiness;
  superuser: ClientConfig;
  /** How the product logs in, and the baseline too. */
  login: ClientConfig;
}

let started: Promise<BenchDatabase> | undefined;

/** A Postgres with one large business and a smaller one in it, which the product uses; one for all. */
export function startBenchDatabase(run: BenchRun): Promise<BenchDatabase> {
  started ??= start(run);
  return started;
}

async function start({ folder, sizes }: BenchRun): Promise<BenchDatabase> {
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    // Both sides write without it, so that the disk of the machine does not count.
    settings: { fsync: 'off' },
    watchdog: true,
  });
  onCleanup(() => server.stop());
  const superuser = { ...server.superuser, database };
  await ensureDatabase(server.superuser, database);
  await migrateDatabase(superuser);
  const login = embeddedConnection(server.host, database);
  setDatabaseConnection(login);
  onCleanup(closePool);
  const client = new pg.Client(superuser);
  await client.connect();
  const { conversations, messages } = sizes;
  const business = await seedBusiness(client, { conversations, messages });
  await seedBusiness(client, { conversations: conversations / 10, messages: messages / 10 });
  await client.query('vacuum analyze');
  await client.end();
  return { business, superuser, login };
}
