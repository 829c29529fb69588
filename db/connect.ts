import pg from 'pg';
import type { ClientConfig } from 'pg';
import { ConfigurationError } from '#server/configuration-error.ts';

const oldestVersion = 18;
const connectTimeoutMs = 5_000;

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOENT: 'there is no such socket',
  ECONNRESET: 'it hangs up; it may not be Postgres',
  '28P01': 'the password is wrong',
  '28000': 'the user may not log in',
  '3D000': 'there is no database of that name',
  '53300': 'it has no connection left',
  '57P03': 'it is starting up or shutting down; try again in a moment',
};

/** One open connection to a Postgres 18 or later, or a ConfigurationError that says what is wrong. */
export async function connect(config: ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ connectionTimeoutMillis: connectTimeoutMs, ...config });
  // Without a listener a connection that breaks later would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new ConfigurationError(`${placeOf(client)} cannot be used: ${reasonFor(error)}.`);
  }
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version >= oldestVersion) return client;
  await client.end();
  throw new ConfigurationError(
    `${placeOf(client)} runs Postgres ${version}; Frontdesk needs ${oldestVersion} or later.`,
  );
}

function placeOf({ host, port, database = '' }: pg.Client): string {
  return `The database "${database}" at ${host}${host.startsWith('/') ? '' : `:${port}`}`;
}

function reasonFor(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(first instanceof Error)) return 'for an unknown reason';
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  if (/timeout|terminated/i.test(first.message)) return 'it does not answer as Postgres does';
  return reasons[code] ?? first.message.replace(/\.$/, '');
}
