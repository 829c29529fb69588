import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pool } from '#db/client.ts';
import { setDatabaseConnection } from '#db/connection.ts';
import { forSystem } from '#db/system.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createTestDatabase } from '#db/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { connection } = database;
  // As always, only shorter.
  const limits = { query_timeout: 3_000, idle_in_transaction_session_timeout: 200 };
  setDatabaseConnection({ ...connection, ...limits });
});
afterAll(() => database.drop());

const lock = sql`select pg_advisory_xact_lock(1)`;

describe('a transaction', () => {
  test('of a process that does nothing more gives up its locks to those that wait', async () => {
    const frozen = forSystem(async (tx) => {
      await tx.execute(lock);
      await forSystem((other) => other.execute(lock));
    });
    await expect(frozen).rejects.toThrow();
    await forSystem((tx) => tx.execute(lock));
  });

  test('whose database does not answer fails, and its connection is not used again', async () => {
    const unanswered = forSystem((tx) => tx.execute(sql`select pg_sleep(600)`));
    await expect(unanswered).rejects.toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({ message: 'Query read timeout' }) as unknown,
      }),
    );
    expect([pool().totalCount, pool().idleCount]).toEqual([0, 0]);
    await forSystem((tx) => tx.execute(sql`select 1`));
  });
});

test('connections have limits of their own unless the address says otherwise', () => {
  expect(pool().options).toMatchObject({ keepAlive: true, query_timeout: 3_000 });
});
