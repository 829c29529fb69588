import { relative } from 'node:path';
import type { ClientConfig } from 'pg';
import { connect } from '#db/connect.ts';
import { embeddedConnection, embeddedDatabase, setDatabaseConnection } from '#db/connection.ts';
import { keepRunning } from '#db/embedded/keep-running.ts';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';
import { lockDataDir } from '#server/boot/data-dir.ts';
import type { Running } from '#server/boot/running.ts';
import { step } from '#server/boot/step.ts';
import type { Env } from '#server/env.ts';
import { log } from '#server/log.ts';

/** Reaches the database, starting the embedded one unless there is another, and brings it up to date. */
export async function prepareDatabase(settings: Env, running: Running): Promise<void> {
  const isEmbedded = settings.DATABASE_URL === undefined;
  if (isEmbedded) running.releaseDataDir = lockDataDir(settings.DATA_DIR);
  const admin =
    settings.DATABASE_URL === undefined
      ? await startDatabase(settings, running)
      : await useOutsideDatabase(settings.DATABASE_URL);
  await migrate(admin, isEmbedded);
}

/** Starts the embedded server, and tells the pool and the caller how to log in to it. */
async function startDatabase(settings: Env, running: Running): Promise<ClientConfig> {
  const starting = keepRunning({ dataDir: clusterDirectory(settings.DATA_DIR) });
  running.postgres = starting;
  const server = await step(
    () => starting,
    ({ adopted }) => {
      const place = shortPath(clusterDirectory(settings.DATA_DIR));
      return `Postgres ${adopted ? 'still running' : 'started'} in ${place}`;
    },
  );
  await ensureDatabase(server.superuser, embeddedDatabase);
  setDatabaseConnection(embeddedConnection(server.host));
  return { ...server.superuser, database: embeddedDatabase };
}

/** Checks that the outside database can be used, and tells the pool to use it. */
async function useOutsideDatabase(connectionString: string): Promise<ClientConfig> {
  const config = { connectionString };
  await step(
    async () => (await connect(config)).end(),
    () => 'database reached',
  );
  setDatabaseConnection(config);
  return config;
}

/** Brings roles, tables and grants up to date. */
async function migrate(admin: ClientConfig, isEmbedded: boolean): Promise<void> {
  const { asSuperuser } = await step(
    () => migrateDatabase(admin),
    ({ applied }) => (applied === 0 ? 'database up to date' : `database migrated (${applied} new)`),
  );
  if (asSuperuser && !isEmbedded) {
    log().warn('DATABASE_URL names a superuser; give Frontdesk a database user of its own');
  }
}

/** Relative when it lies in the project, else as it is. */
function shortPath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') ? path : inside;
}
