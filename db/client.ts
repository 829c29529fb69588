import { createHash } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { SQL } from 'drizzle-orm';
import pg from 'pg';
import { databaseConnection } from '#db/connection.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';

export type Rows = NodePgDatabase;

const dialect = new PgDialect();

/**
 * A process that was frozen or unplugged keeps its locks no longer than this, and one whose database
 * was does not wait for ever. A batch of deliveries, whose items are applied in others, keeps itself awake.
 */
const limits = {
  idle_in_transaction_session_timeout: 60_000,
  // Longer, so that who waits for such locks gets them. The connection ends with the query.
  query_timeout: 120_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 30_000,
};

/** The one pool of the process. Its login role has no rights of its own: see `inRole`. */
export function pool(): pg.Pool {
  return perProcess('db.pool', () => {
    const made = new pg.Pool({
      ...limits,
      ...databaseConnection(),
      max: 16,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      application_name: 'frontdesk',
      // Statements that need not wait for each other's answers are sent at once.
      pipeline: true,
    });
    // Without listeners a connection that dies, idle or checked out, ends the process.
    made.on('error', (error) => log().warn({ error }, 'database connection lost'));
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  });
}

export interface RoleSetting {
  role: 'frontdesk_app' | 'frontdesk_system';
  businessId?: string;
}

/**
 * One transaction in a role: commits when the work resolves, rolls back when it rejects.
 * A lost commit rejects, and its outcome is unknown.
 */
export async function inRole<T>(
  setting: RoleSetting,
  work: (rows: Rows) => Promise<T>,
): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    // Not awaited: it travels with the first query, and a failure makes that query fail.
    const opening = client.query(openingStatement(setting));
    opening.catch(() => undefined);
    const result = await work(drizzle({ client: namedStatements(client) }));
    await opening;
    const { command } = await client.query('commit');
    // After a statement that failed and was passed over, Postgres answers a commit with a rollback.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back at its end.');
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * One transaction of statements that need not wait for each other's answers: they go with its
 * commit, in one trip. Rejects with what the first of them failed with; then none has happened.
 */
export async function inRoleAtOnce(setting: RoleSetting, statements: SQL[]): Promise<void> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const sent = [
      client.query(openingStatement(setting)),
      ...statements.map((statement) => client.query(statementQuery(statement))),
      client.query('commit'),
    ];
    const outcomes = await Promise.allSettled(sent);
    // After a failure the commit was a rollback, so that the connection is as good as before.
    if (outcomes.at(-1)?.status === 'rejected') broken = await rollback(client);
    await Promise.all(sent);
  } finally {
    client.release(broken);
  }
}

function statementQuery(statement: SQL): pg.QueryConfig {
  const { sql: text, params: values } = dialect.sqlToQuery(statement);
  return { name: statementName(text), text, values };
}

function openingStatement({ role, businessId }: RoleSetting): string {
  // Both values are checked constants: a role of ours and a uuid tested by the caller.
  return `begin; select set_config('app.business_id','${businessId ?? ''}',true), set_config('role','${role}',true)`;
}

async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Names each statement by its text, so that a connection parses and plans it once. */
function namedStatements(client: pg.PoolClient): pg.PoolClient {
  const query = (config: unknown, values?: unknown[]) =>
    client.query(named(config, values) as pg.QueryConfig, values);
  return new Proxy(client, {
    get(target, property, receiver) {
      return property === 'query' ? query : (Reflect.get(target, property, receiver) as unknown);
    },
  });
}

function named(config: unknown, values: unknown[] | undefined): unknown {
  if (typeof config !== 'object' || config === null || !('text' in config)) return config;
  const { text } = config as pg.QueryConfig;
  return values === undefined || values.length === 0
    ? config
    : { ...config, name: statementName(text) };
}

function statementName(text: string): string {
  const names = perProcess('db.statement-names', () => new Map<string, string>());
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha1').update(text).digest('base64url');
  if (names.size < 5_000) names.set(text, name);
  return name;
}
