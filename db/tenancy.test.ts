import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { afterCommit, forBusiness } from '#db/business.ts';
import { pool } from '#db/client.ts';
import { globalTables } from '#db/global-tables.ts';
import { businesses } from '#db/schema/businesses.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { forSystem } from '#db/system.ts';
import { superuserConnection } from '#db/testing/database.ts';
import {
  createBusiness,
  createContact,
  createConversation,
  createMessage,
} from '#db/testing/factories.ts';

let admin: pg.Client;
let ours: string;
let theirs: string;

beforeAll(async () => {
  admin = new pg.Client(superuserConnection());
  await admin.connect();
  ours = (await createBusiness()).id;
  theirs = (await createBusiness()).id;
});

afterAll(() => admin.end());

interface Table {
  name: string;
  has_policies: boolean;
  is_forced: boolean;
  business_column: { not_null: boolean } | null;
  key_starts_with: string | null;
  app_policies: string[];
}

async function tables(): Promise<Table[]> {
  const { rows } = await admin.query<Table>(`
    select c.relname as name, c.relrowsecurity as has_policies, c.relforcerowsecurity as is_forced,
      (select json_build_object('not_null', a.attnotnull) from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped) as business_column,
      (select a.attname from pg_constraint k join pg_attribute a
        on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype = 'p') as key_starts_with,
      coalesce((select array_agg(p.cmd || ': ' || coalesce(p.qual, '') || ' / ' || coalesce(p.with_check, ''))
        from pg_policies p where p.tablename = c.relname and 'frontdesk_app' = any(p.roles)), '{}') as app_policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
  return rows;
}

describe('the catalogue', () => {
  test('knows a plausible number of tables, and every one that is global by name', async () => {
    const names = (await tables()).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(names).toEqual(expect.arrayContaining(globalTables));
  });

  test('every tenant table has a policy, forced, that compares the business', async () => {
    const tenants = (await tables()).filter(({ name }) => !globalTables.includes(name));
    for (const table of tenants) {
      const column = table.name === 'businesses' ? 'id' : 'business_id';
      const condition = `(${column} = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)`;
      expect(table, table.name).toMatchObject({
        has_policies: true,
        is_forced: true,
        app_policies: [`ALL: ${condition} / ${condition}`],
      });
    }
  });

  test('every key of a tenant table begins with the business, which is never empty', async () => {
    const tenants = (await tables()).filter(({ name }) => !globalTables.includes(name));
    for (const table of tenants) {
      if (table.name === 'businesses') continue;
      expect(table, table.name).toMatchObject({
        business_column: { not_null: true },
        key_starts_with: 'business_id',
      });
    }
  });

  test('every reference between tenant tables begins with the business on both sides', async () => {
    const { rows } = await admin.query<{
      source: string;
      target: string;
      from: string;
      to: string;
    }>(`
      select k.conrelid::regclass::text as source, k.confrelid::regclass::text as target,
        (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) as from,
        (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) as to
      from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace`);
    const between = rows.filter(
      ({ source, target }) => !globalTables.includes(source) && !globalTables.includes(target),
    );
    expect(between.length).toBeGreaterThan(15);
    for (const { source, target, from, to } of between) {
      const expected = target === 'businesses' ? 'id' : 'business_id';
      expect({ from, to }, `${source} to ${target}`).toEqual({ from: 'business_id', to: expected });
    }
  });

  test('the app role may touch no global table, but for asking for work', async () => {
    const { rows } = await admin.query<{ name: string }>(
      `select t as name from unnest($1::text[]) t
       where has_table_privilege('frontdesk_app', t, 'select, insert, update, delete')`,
      [globalTables],
    );
    expect(rows.map(({ name }) => name)).toEqual(['job_events']);
  });
});

describe('a transaction of a business', () => {
  test('sees its own rows and nothing of another, by id or at large', async () => {
    const contact = await createContact(theirs);
    const byId = await forBusiness(ours, (tx) =>
      tx.select().from(contacts).where(eq(contacts.id, contact.id)),
    );
    const all = await forBusiness(ours, (tx) => tx.select().from(contacts));
    expect(byId).toEqual([]);
    expect(all.every(({ businessId }) => businessId === ours)).toBe(true);
    expect(await forBusiness(ours, (tx) => tx.select().from(businesses))).toHaveLength(1);
  });

  test('cannot write a row of another business', async () => {
    const write = forBusiness(ours, (tx) =>
      tx.insert(contacts).values({ businessId: theirs, name: 'Forged' }),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test('cannot point at a row of another business', async () => {
    const contact = await createContact(theirs);
    const write = forBusiness(ours, (tx) =>
      tx.insert(contactIdentities).values({
        businessId: ours,
        contactId: contact.id,
        channelKind: 'whatsapp',
        address: '5511900000000',
      }),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: '23503' } });
  });

  test('refuses to reach into another business, and joins its own', async () => {
    await forBusiness(ours, async (outer) => {
      await expect(forBusiness(theirs, () => Promise.resolve())).rejects.toThrow('another');
      await forBusiness(ours, (inner) => Promise.resolve(expect(inner).toBe(outer)));
    });
  });

  test('takes nothing but a uuid for a business', async () => {
    const injected = `${ours}',true); drop table contacts; --`;
    await expect(forBusiness(injected, () => Promise.resolve())).rejects.toThrow('uuid');
  });

  test('runs effects after commit, and drops them on rollback', async () => {
    const effects: string[] = [];
    await forBusiness(ours, () => {
      afterCommit(() => void effects.push('kept'));
      expect(effects).toEqual([]);
      return Promise.resolve();
    });
    const broken = forBusiness(ours, () => {
      afterCommit(() => void effects.push('dropped'));
      return Promise.reject(new Error('rolled back'));
    });
    await expect(broken).rejects.toThrow('rolled back');
    expect(effects).toEqual(['kept']);
  });

  test('is not taken for committed when a failed statement was passed over in it', async () => {
    const effects: string[] = [];
    const work = forBusiness(ours, async (tx) => {
      afterCommit(() => void effects.push('told'));
      await tx.insert(contacts).values({ businessId: ours, name: 'Never there' });
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(effects).toEqual([]);
  });

  test('leaves no role and no business behind on its connection', async () => {
    await forBusiness(ours, (tx) => tx.select().from(contacts));
    const { rows } = await pool().query<{ role: string; business: string }>(
      `select current_user as role, current_setting('app.business_id', true) as business`,
    );
    expect(rows).toEqual([{ role: 'frontdesk', business: '' }]);
  });
});

test('a forgotten role switch sees nothing', async () => {
  await expect(pool().query('select * from contacts')).rejects.toMatchObject({ code: '42501' });
  await expect(pool().query('select * from users')).rejects.toMatchObject({ code: '42501' });
});

test('the system role sees no conversation and no contact, and only messages under way or to come', async () => {
  const conversation = await createConversation(ours);
  await createMessage(conversation);
  await createMessage(conversation, { direction: 'outbound', state: 'delivered' });
  const { id } = await createMessage(conversation, { direction: 'outbound', state: 'queued' });
  const waiting = { direction: 'outbound', state: 'scheduled', scheduledFor: new Date() } as const;
  const later = await createMessage(conversation, waiting);
  for (const table of ['contacts', 'conversations', 'activities']) {
    const rows = await forSystem((tx) => tx.execute(sql.raw(`select * from ${table}`)));
    expect(rows.rows, table).toEqual([]);
  }
  // Other suites share this database, and have messages under way of their own.
  const ofConversation = sql`select id from messages where conversation_id = ${conversation.id} order by id`;
  const seen = await forSystem((tx) => tx.execute(ofConversation));
  expect(seen.rows).toEqual([{ id }, { id: later.id }]);
  const changed = await forSystem((tx) => tx.execute(sql`update messages set text = 'Forged'`));
  expect(changed.rowCount).toBe(0);
});

test('killed connections fail their own work and nothing else, and never mix businesses', async () => {
  const stop = Date.now() + 1_500;
  const outcome = { done: 0, failed: 0 };
  const worker = async (businessId: string) => {
    while (Date.now() < stop) {
      try {
        const rows = await forBusiness(businessId, async (tx) => {
          const name = randomUUID();
          await tx.insert(contacts).values({ businessId, name });
          return tx.select().from(contacts);
        });
        expect(rows.every((row) => row.businessId === businessId)).toBe(true);
        outcome.done += 1;
      } catch (error) {
        if (error instanceof Error && error.name === 'AssertionError') throw error;
        outcome.failed += 1;
      }
    }
  };
  const killer = async () => {
    while (Date.now() < stop) {
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'frontdesk' order by random() limit 1`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  await Promise.all([...[ours, theirs, ours, theirs].map(worker), killer()]);
  expect(outcome.done).toBeGreaterThan(0);
  expect(outcome.failed).toBeGreaterThan(0);
  expect(await forBusiness(ours, () => Promise.resolve('alive'))).toBe('alive');
});
