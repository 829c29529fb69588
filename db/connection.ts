import type { ClientConfig } from 'pg';
import { clusterDirectory, socketDirectory } from '#db/embedded/paths.ts';
import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';

/** The name of the product's database on the embedded server. */
export const embeddedDatabase = 'frontdesk';

const chosen = () =>
  perProcess('db.connection', () => ({ config: undefined as ClientConfig | undefined }));

/** How the pool logs in: what was set at start, else DATABASE_URL, else the embedded server. */
export function databaseConnection(): ClientConfig {
  return chosen().config ?? connectionFromEnv();
}

/** Sets how the pool logs in from now on; call it before the first query. */
export function setDatabaseConnection(config: ClientConfig): void {
  chosen().config = config;
}

/** On the embedded server the socket's folder is the password: only our own user may enter it. */
export function embeddedConnection(socketDir: string, database = embeddedDatabase): ClientConfig {
  return { host: socketDir, port: 5432, user: 'frontdesk', database };
}

function connectionFromEnv(): ClientConfig {
  const { DATABASE_URL, DATA_DIR } = env();
  return DATABASE_URL === undefined
    ? embeddedConnection(socketDirectory(clusterDirectory(DATA_DIR)))
    : { connectionString: DATABASE_URL };
}
