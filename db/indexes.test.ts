import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { superuserConnection } from '#db/testing/database.ts';

let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client(superuserConnection());
  await admin.connect();
});

afterAll(() => admin.end());

test('no index is in an order that a plain ascending or descending query cannot read', async () => {
  // Bit 1 of an index column says descending, bit 2 nulls first: the two go together or not at all.
  const { rows } = await admin.query<{ name: string; is_odd: boolean }>(
    `select i.indexrelid::regclass::text as name, bool_or(o & 3 in (1, 2)) as is_odd
     from pg_index i join pg_class c on c.oid = i.indexrelid, unnest(i.indoption) o
     where c.relnamespace = 'public'::regnamespace group by 1`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ is_odd }) => is_odd).map(({ name }) => name)).toEqual([]);
});
