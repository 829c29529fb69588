import type { Client } from 'pg';
import { ConfigurationError } from '#server/configuration-error.ts';

const roles = ['frontdesk_app', 'frontdesk_system'];
const extensions = ['pg_trgm', 'unaccent'];

interface Login {
  name: string;
  is_superuser: boolean;
  may_create_roles: boolean;
  is_local: boolean;
}

/** Whether the connected user is a superuser, who bypasses row-level security. */
export async function isSuperuser(client: Client): Promise<boolean> {
  return (await login(client)).is_superuser;
}

/** Makes the roles and extensions that migrations build on; may be run again at any time. */
export async function bootstrapDatabase(client: Client): Promise<void> {
  const user = await login(client);
  for (const role of roles) {
    await ensureRole(client, user, role, 'nologin');
    await ensureMember(client, user, role, user.name);
  }
  // Only our own server lets this role in, which owns nothing and inherits nothing.
  if (user.is_superuser && user.is_local) {
    await ensureRole(client, user, 'frontdesk', 'login noinherit');
    for (const role of roles) await ensureMember(client, user, role, 'frontdesk');
  }
  for (const extension of extensions) await ensureExtension(client, user, extension);
}

async function login(client: Client): Promise<Login> {
  const { rows } = await client.query<Login>(
    `select rolname as name, rolsuper as is_superuser, rolcreaterole as may_create_roles,
       inet_server_addr() is null as is_local
     from pg_roles where rolname = current_user`,
  );
  if (rows[0] === undefined) throw new ConfigurationError('The database does not know its user.');
  return rows[0];
}

async function ensureRole(client: Client, user: Login, role: string, options: string) {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 1) return;
  if (!user.is_superuser && !user.may_create_roles) {
    throw new ConfigurationError(
      `The database user "${user.name}" may not create roles; let an administrator run: ` +
        `${roles.map((name) => `create role ${name} nologin;`).join(' ')} ` +
        `grant ${roles.join(', ')} to "${user.name}" with inherit false, set true;`,
    );
  }
  // Roles belong to the whole server: another database may be making them at this moment.
  await client.query(
    `do $$ begin create role ${role} ${options};
     exception when duplicate_object or unique_violation then null; end $$`,
  );
}

async function ensureMember(client: Client, user: Login, role: string, member: string) {
  const { rowCount } = await client.query(
    `select from pg_auth_members where roleid = $1::regrole and member = $2::regrole and set_option`,
    [role, quoted(member)],
  );
  if (rowCount !== 0) return;
  try {
    await client.query(`grant ${role} to ${quoted(member)} with inherit false, set true`);
  } catch (error) {
    if (isCode(error, '23505')) return;
    throw new ConfigurationError(
      `The database user "${user.name}" may not act as ${role}; let an administrator run: ` +
        `grant ${roles.join(', ')} to "${user.name}" with inherit false, set true;`,
    );
  }
}

async function ensureExtension(client: Client, user: Login, extension: string) {
  const { rowCount } = await client.query('select from pg_extension where extname = $1', [
    extension,
  ]);
  if (rowCount === 1) return;
  try {
    await client.query(`create extension if not exists ${extension}`);
  } catch {
    throw new ConfigurationError(
      `The database user "${user.name}" cannot add the extension ${extension}; ` +
        `let an administrator run: create extension ${extension};`,
    );
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
