import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { embeddedConnection } from '#db/connection.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { BenchRun } from '#tests/bench/measure.ts';
import type { Figure } from '#tests/bench/report.ts';
import type { Sizes } from '#tests/bench/options.ts';

const database = 'jobs';
const program = fileURLToPath(new URL('./jobs-process.ts', import.meta.url));

/** What the process that measures is given. */
export interface JobsRun {
  login: pg.ClientConfig;
  superuser: pg.ClientConfig;
  sizes: Sizes;
}

/** Background work on a Postgres that writes to disk, in a process of its own. */
export async function measureJobs({ folder, sizes }: BenchRun): Promise<Figure[]> {
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'jobs'), watchdog: true });
  onCleanup(() => server.stop());
  const superuser = { ...server.superuser, database };
  await ensureDatabase(server.superuser, database);
  await migrateDatabase(superuser);
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query(
    'create table kept (run uuid, hash text, result json, primary key (run, hash))',
  );
  await client.end();
  const run: JobsRun = { login: embeddedConnection(server.host, database), superuser, sizes };
  const child = fork(program, [JSON.stringify(run)]);
  onCleanup(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as Figure[]));
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The process that measures jobs ended.')));
  });
}
