import { randomBytes } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { inject } from 'vitest';
import { embeddedConnection, setDatabaseConnection } from '#db/connection.ts';
import { cloneTemplate, dropDatabase } from '#db/testing/cluster.ts';
import { workerDatabaseName } from '#db/testing/names.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the socket of the Postgres that this run of the tests started. */
    postgresHost: string;
    /** Where test files keep their DATA_DIR; removed after the run. */
    dataRoot: string;
  }
}

/** Who may do anything in a test database; for looking at the catalogue and for breaking things. */
export function superuserConnection(database = workerDatabaseName()): ClientConfig {
  return { host: inject('postgresHost'), port: 5432, user: 'postgres', database };
}

export interface TestDatabase {
  name: string;
  /** How the app logs in to it. */
  connection: ClientConfig;
  superuser: ClientConfig;
  drop(): Promise<void>;
}

/** An empty, migrated database for tests that cannot share one; drop it when done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const host = inject('postgresHost');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const superuser = superuserConnection('postgres');
  await cloneTemplate(superuser, name);
  return {
    name,
    connection: embeddedConnection(host, name),
    superuser: superuserConnection(name),
    drop: () => dropDatabase(superuser, name),
  };
}

/** Makes this test file use an empty database of its own; call it before the first query. */
export async function useOwnDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  setDatabaseConnection(database.connection);
  return database;
}
