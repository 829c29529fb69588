import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { Client, ClientConfig } from 'pg';
import { z } from 'zod';
import { bootstrapDatabase, isSuperuser } from '#db/bootstrap.ts';
import { connect } from '#db/connect.ts';
import { hardenTables, markLeakproof } from '#db/harden.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

const ownMigrations = fileURLToPath(new URL('./migrations', import.meta.url));
const advisoryLock = 7_310_614_221;
const journalFile = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });
type Entry = z.output<typeof journalFile>['entries'][number];

export interface MigrationResult {
  /** How many migrations were applied now. */
  applied: number;
  /** Whether the user bypasses row-level security unless it switches roles. */
  asSuperuser: boolean;
}

/** Brings a database up to date: roles, extensions, migrations, grants. One process at a time. */
export async function migrateDatabase(
  admin: ClientConfig,
  migrationsFolder = ownMigrations,
): Promise<MigrationResult> {
  const client = await connect(admin);
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const asSuperuser = await isSuperuser(client);
    await bootstrapDatabase(client);
    const applied = await applyMigrations(client, migrationsFolder);
    await hardenTables(client);
    if (asSuperuser) await markLeakproof(client);
    return { applied, asSuperuser };
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
}

/** Makes the database on the embedded server unless it is there. */
export async function ensureDatabase(superuser: ClientConfig, name: string): Promise<void> {
  const client = await connect(superuser);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database "${name.replaceAll('"', '""')}"`);
  } finally {
    await client.end();
  }
}

async function applyMigrations(client: Client, folder: string): Promise<number> {
  const { entries } = journalFile.parse(
    JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')),
  );
  const before = await appliedMoments(client);
  refuseNewer(entries, before);
  // With nothing to do, a user who may not change tables will do: one more process on a database.
  if (entries.every(({ when }) => before.has(when))) return 0;
  await migrate(drizzle({ client }), { migrationsFolder: folder });
  const after = await appliedMoments(client);
  const skipped = entries.find(({ when }) => !after.has(when));
  if (skipped === undefined) return after.size - before.size;
  throw new ConfigurationError(
    `The migration ${skipped.tag} is dated before one that the database already has, ` +
      'so it cannot be applied; generate it again.',
  );
}

function refuseNewer(entries: Entry[], applied: Set<number>): void {
  const newest = Math.max(0, ...entries.map(({ when }) => when));
  if (Math.max(0, ...applied) <= newest) return;
  throw new ConfigurationError(
    'The database was last used by a newer Frontdesk; start that one, or restore a backup.',
  );
}

/** A missing right is for the person who starts Frontdesk to put right; anything else is a fault. */
function explained(error: unknown, client: Client): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const isRight = cause instanceof Error && 'code' in cause && cause.code === '42501';
  return isRight
    ? new ConfigurationError(
        `The database user "${client.user}" may not migrate the database (${cause.message}); ` +
          `let it own the database: alter database "${client.database}" owner to "${client.user}";`,
      )
    : error;
}

async function appliedMoments(client: Client): Promise<Set<number>> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  );
  if (tables[0]?.found !== true) return new Set();
  const { rows } = await client.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations',
  );
  return new Set(rows.map((row) => Number(row.created_at)));
}
