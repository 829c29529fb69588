import type { QueryResultRow } from 'pg';
import { connect } from '#db/connect.ts';
import { embeddedConnection } from '#db/connection.ts';
import { clusterDirectory, socketDirectory } from '#db/embedded/paths.ts';

/** Looks into the database of an app as its superuser: what no screen shows yet. */
export async function rowsOf<Row extends QueryResultRow>(
  dataDir: string,
  query: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const place = embeddedConnection(socketDirectory(clusterDirectory(dataDir)));
  const client = await connect({ ...place, user: 'postgres' });
  try {
    return (await client.query<Row>(query, values)).rows;
  } finally {
    await client.end();
  }
}
