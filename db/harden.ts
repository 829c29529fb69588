import type { Client } from 'pg';

const leakproof = [
  'texticlike(text,text)',
  'textlike(text,text)',
  'lower(text)',
  'arraycontains(anyarray,anyarray)',
  'arrayoverlap(anyarray,anyarray)',
  'jsonb_contains(jsonb,jsonb)',
  'ts_match_vq(tsvector,tsquery)',
  'similarity_op(text,text)',
  'word_similarity_op(text,text)',
];

/**
 * Gives each table to whom it belongs, by what the catalogue says: rows of a business (a table with
 * policies) to the app role, the global tables to the system role alone; owners obey policies too.
 */
export async function hardenTables(client: Client): Promise<void> {
  await client.query(`
    do $$
    declare t record;
    begin
      if pg_has_role((select nspowner from pg_namespace where nspname = 'public'), 'usage') then
        grant usage on schema public to frontdesk_app, frontdesk_system;
      end if;
      if pg_has_role((select nspowner from pg_namespace where nspname = 'drizzle'), 'usage') then
        grant usage on schema drizzle to public;
        grant select on drizzle.__drizzle_migrations to public;
      end if;
      for t in
        select c.oid::regclass as name, c.relrowsecurity as has_policies, c.relforcerowsecurity as forced,
          exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'business_id'
            and not a.attisdropped) as has_business
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and pg_has_role(c.relowner, 'usage')
      loop
        if (t.has_policies or t.has_business) and not t.forced then
          execute format('alter table %s force row level security', t.name);
        end if;
        execute format('grant select, insert, update, delete on %s to frontdesk_system', t.name);
        if t.has_policies then
          execute format('grant select, insert, update, delete on %s to frontdesk_app', t.name);
        end if;
      end loop;
    end $$`);
}

/**
 * Under a policy an index serves only leakproof operators, and only a superuser may call one so.
 * Dumps do not carry the mark, hence at every start.
 */
export async function markLeakproof(client: Client): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `select signature from unnest($1::text[]) as signature
     join pg_proc on pg_proc.oid = to_regprocedure(signature) where not proleakproof`,
    [leakproof],
  );
  for (const { signature } of rows) await client.query(`alter function ${signature} leakproof`);
}
