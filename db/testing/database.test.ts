import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#db/connect.ts';
import { databaseConnection } from '#db/connection.ts';
import { createTestDatabase, superuserConnection } from '#db/testing/database.ts';
import { workerDatabaseName } from '#db/testing/names.ts';

describe('databases for tests', () => {
  test('a worker logs in to its own database without rights of its own', async () => {
    const client = await connect(databaseConnection());
    const { rows } = await client.query('select current_database() as name, current_user as role');
    expect(rows).toEqual([{ name: workerDatabaseName(), role: 'frontdesk' }]);
    await expect(client.query('select from businesses')).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });

  test('what is written to one database is not in another', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    afterAll(async () => {
      await one.drop();
      await other.drop();
    });
    const countIn = async (config: typeof one.superuser, statement: string) => {
      const client = await connect(config);
      const { rows } = await client.query<{ n: number }>(statement);
      await client.end();
      return rows[0]?.n;
    };
    const insert = `with made as (insert into businesses (name) values ('A') returning id)
      select count(*)::int as n from made`;
    expect(await countIn(one.superuser, insert)).toBe(1);
    expect(await countIn(other.superuser, 'select count(*)::int as n from businesses')).toBe(0);
  });

  test('the superuser of a test sees the catalogue of its worker', async () => {
    const client = await connect(superuserConnection());
    const { rows } = await client.query('select current_database() as name');
    expect(rows).toEqual([{ name: workerDatabaseName() }]);
    await client.end();
  });
});
