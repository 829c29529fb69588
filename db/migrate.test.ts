import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, ClientConfig } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { embeddedConnection } from '#db/connection.ts';
import { ensureDatabase, migrateDatabase } from '#db/migrate.ts';
import { dropDatabase } from '#db/testing/cluster.ts';
import { superuserConnection } from '#db/testing/database.ts';

const name = `migrate_${process.pid}`;
const admin = superuserConnection(name);
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-migrations-'));
  cpSync('db/migrations', folder, { recursive: true });
  await ensureDatabase(superuserConnection('postgres'), name);
});
afterEach(async () => {
  await dropDatabase(superuserConnection('postgres'), name);
  rmSync(folder, { recursive: true, force: true });
});

async function using<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(config);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function count(statement: string, config = admin): Promise<number> {
  const { rows } = await using(config, (client) => client.query<{ n: number }>(statement));
  return rows[0]?.n ?? -1;
}

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

/** Adds a migration dated so many milliseconds after the last one. */
function addMigration(tag: string, statement: string, later: number): void {
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as Journal;
  const last = Math.max(...journal.entries.map(({ when }) => when));
  const idx = journal.entries.length;
  journal.entries.push({ idx, version: '7', when: last + later, tag, breakpoints: true });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(join(folder, `${tag}.sql`), statement);
}

describe('migrating', () => {
  test('is done once, however many processes start at the same time', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(admin, folder)));
    expect(results.filter(({ applied }) => applied > 0)).toHaveLength(1);
    expect(await migrateDatabase(admin, folder)).toMatchObject({ applied: 0 });
  });

  test('forces row-level security on every table that has any, and on every tenant table', async () => {
    await migrateDatabase(admin, folder);
    const unforced = `select count(*)::int as n from pg_class c
      where relnamespace = 'public'::regnamespace and relkind = 'r' and not relforcerowsecurity
      and (relrowsecurity or exists (select from pg_attribute
        where attrelid = c.oid and attname = 'business_id'))`;
    const forced = `select count(*)::int as n from pg_class where relforcerowsecurity`;
    expect(await count(unforced)).toBe(0);
    expect(await count(forced)).toBeGreaterThan(5);
  });

  test('a table added later gets its grants and its force too', async () => {
    await migrateDatabase(admin, folder);
    addMigration(
      'later',
      `create table later (business_id uuid, x int); alter table later enable row level security;`,
      1_000,
    );
    expect(await migrateDatabase(admin, folder)).toMatchObject({ applied: 1 });
    const forced = `select count(*)::int as n from pg_class
      where relname = 'later' and relforcerowsecurity
      and has_table_privilege('frontdesk_app', oid, 'insert')`;
    expect(await count(forced)).toBe(1);
  });

  test('the app role has no right on the global tables, the login role on none at all', async () => {
    await migrateDatabase(admin, folder);
    const readable = (role: string) => `select count(*)::int as n from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity
      and has_table_privilege('${role}', oid, 'select')`;
    expect(await count(readable('frontdesk_app'))).toBe(0);
    expect(await count(readable('frontdesk_system'))).toBeGreaterThan(2);
    expect(await count(readable('frontdesk'))).toBe(0);
  });

  test('the operators that search needs may use an index under a policy', async () => {
    await migrateDatabase(admin, folder);
    const leaky = `select count(*)::int as n from pg_proc where not proleakproof and oid in
      ('texticlike(text,text)'::regprocedure, 'lower(text)'::regprocedure,
       'similarity_op(text,text)'::regprocedure)`;
    expect(await count(leaky)).toBe(0);
  });

  test('a user without rights may start on a database that is up to date, and on no other', async () => {
    await migrateDatabase(admin, folder);
    const plain = embeddedConnection(String(admin.host), name);
    expect(await migrateDatabase(plain, folder)).toEqual({ applied: 0, asSuperuser: false });
    addMigration('later', 'create table later (x int);', 1_000);
    await expect(migrateDatabase(plain, folder)).rejects.toThrow(
      /^The database user "frontdesk" may not migrate the database/,
    );
  });

  test('an ordinary owner who may create roles needs no superuser', async () => {
    const owner = `owner_${process.pid}`;
    await using(superuserConnection('postgres'), async (client) => {
      await client.query(`create role ${owner} login createrole`);
      await client.query(`grant frontdesk_app, frontdesk_system to ${owner} with admin option`);
      await client.query(`alter database ${name} owner to ${owner}`);
    });
    try {
      const config = { ...admin, user: owner };
      expect(await migrateDatabase(config, folder)).toMatchObject({ asSuperuser: false });
      await using(config, async (client) => {
        // Its own tables, and still it sees no row before it switches roles.
        await client.query(
          `insert into users (email, name, password_hash) values ('a@b.test', 'A', 'x')`,
        );
        await client.query('begin');
        await client.query(`select set_config('role', 'frontdesk_app', true)`);
        await expect(client.query('select from users')).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      });
    } finally {
      await dropDatabase(superuserConnection('postgres'), name);
      await using(superuserConnection('postgres'), (client) => client.query(`drop role ${owner}`));
    }
  });

  test('a database of a newer version is refused', async () => {
    addMigration('newer', 'create table newer (x int);', 1_000);
    await migrateDatabase(admin, folder);
    await expect(migrateDatabase(admin, 'db/migrations')).rejects.toThrow(
      /was last used by a newer Frontdesk/,
    );
  });

  test('a migration dated before one already applied is refused instead of skipped', async () => {
    await migrateDatabase(admin, folder);
    addMigration('merged_late', 'create table merged_late (x int);', -1);
    await expect(migrateDatabase(admin, folder)).rejects.toThrow(
      /merged_late is dated before one that the database already has/,
    );
  });
});
