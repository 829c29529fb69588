import type { Client } from 'pg';

type Row = Record<string, unknown>;
/** The rows of each table. */
export type Snapshot = Record<string, string[]>;

/** Signals, work asked for, and the calls themselves: not what the events made of the business. */
const notTheirs = ['realtime_events', 'job_events'];
/** When something came to us. Whether a moment is there at all is compared, not which. */
const ownClock = new Set([
  'created_at',
  'updated_at',
  'last_event_at',
  'unreachable_at',
  'marketing_stopped_at',
]);
/** Made anew in each run, and nothing refers to it; or which of several copies came first. */
const arbitrary = new Set(['id', 'delivery_id', 'position', 'encrypted_credentials']);

/**
 * Every row of every table of the businesses, and what is kept for nobody, as comparable text: by
 * the catalogue, so that a new table is compared too. Generated ids are replaced by what they stand for.
 */
export async function takeSnapshot(admin: Client): Promise<Snapshot> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and a.attname = 'business_id' and not a.attisdropped
       and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  const names = await nameIds(admin);
  const wanted = tables.map(({ name }) => name).filter((name) => !notTheirs.includes(name));
  const snapshot: Snapshot = {};
  for (const name of [...wanted, 'unrouted_items']) {
    const { rows } = await admin.query<{ row: Row }>(`select to_jsonb(t) as row from ${name} t`);
    snapshot[name] = rows.map(({ row }) => textOf(row, names)).sort();
  }
  return snapshot;
}

const shownOfEach = 5;

/** The first rows of each table that only one of the two has: nothing when they are the same. */
export function differencesOf(one: Snapshot, other: Snapshot): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) => {
    const [mine, theirs] = [one[name] ?? [], other[name] ?? []];
    const lost = without(mine, theirs).map((row) => `${name} - ${row}`);
    const added = without(theirs, mine).map((row) => `${name} + ${row}`);
    return [...lost.slice(0, shownOfEach), ...added.slice(0, shownOfEach)];
  });
}

/** Of equal rows as many stay as the others have fewer. */
function without(rows: string[], others: string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

function textOf(row: Row, names: Map<string, string>): string {
  const kept = Object.entries(row).flatMap(([column, value]) => {
    if (arbitrary.has(column)) return [];
    if (ownClock.has(column)) return [[column, value === null ? null : 'a moment of ours']];
    return [[column, value]];
  });
  const text = JSON.stringify(Object.fromEntries(kept));
  return text.replaceAll(
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    (id) => names.get(id) ?? id,
  );
}

/** A contact is their addresses, a conversation its contact and channel, a message the provider's id. */
async function nameIds(admin: Client): Promise<Map<string, string>> {
  const { rows } = await admin.query<{ id: string; name: string }>(`
    with people as (
      select contact_id as id, string_agg(address, '+' order by address) as name
      from contact_identities group by business_id, contact_id
    )
    select id, name from people
    union all select c.id, 'thread of ' || p.name || ' on ' || c.channel_id
      from conversations c join people p on p.id = c.contact_id
    union all select id, 'message ' || provider_message_id from messages where provider_message_id is not null`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
