import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pool } from '#db/client.ts';
import { setDatabaseConnection } from '#db/connection.ts';
import { commitForSystem, forSystem } from '#db/system.ts';
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

describe('statements that are committed together', () => {
  const store = (body: string) =>
    sql`insert into webhook_deliveries (channel_kind, body) values ('whatsapp', ${body})`;
  const stored = async () => {
    const { rows } = await forSystem((tx) =>
      tx.execute<{ body: string }>(sql`select body from webhook_deliveries order by body`),
    );
    return rows.map(({ body }) => body);
  };

  test('have all happened, or none of them; who asked is told why, and the connection stays', async () => {
    await commitForSystem([store('1'), store('2')]);
    const half = commitForSystem([store('3'), sql`select 1 / 0`, store('4')]);
    await expect(half).rejects.toMatchObject({ code: '22012' });
    expect(await stored()).toEqual(['1', '2']);
    const { idleCount } = pool();
    await commitForSystem([store('5')]);
    expect(await stored()).toEqual(['1', '2', '5']);
    expect(pool().idleCount).toBe(idleCount);
  });

  test('have not happened where the connection is lost, which is not used again', async () => {
    const lost = commitForSystem([store('6'), sql`select pg_terminate_backend(pg_backend_pid())`]);
    await expect(lost).rejects.toThrow();
    expect(await stored()).toEqual(['1', '2', '5']);
  });
});

test('connections have limits of their own unless the address says otherwise', () => {
  expect(pool().options).toMatchObject({ keepAlive: true, query_timeout: 3_000 });
});
