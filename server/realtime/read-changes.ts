import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import { formatCursor } from '#server/realtime/cursor.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';

/** More than this at once is cheaper to fetch afresh than to follow. */
export const changesLimit = 1000;

/** Where a reader stands: a Postgres snapshot, or so many seconds before now. */
export type Since = { snapshot: string } | { seconds: number };

export interface Reading {
  /** What the reader has now seen, exactly; nothing visible in it is ever read again. */
  snapshot: string;
  /** The same in short, for a browser; see Cursor. */
  cursor: string;
  /** The database's clock, in Unix seconds. */
  readAt: number;
  changes: RealtimeChange[];
  /** False when there were more than `changesLimit`. */
  isComplete: boolean;
}

interface Row extends Record<string, unknown> {
  snapshot: string;
  read_at: number;
  changes: RealtimeChange[];
}

/** The changes committed since, and the new place, both of one statement and so of one snapshot. */
export async function readChanges(tx: BusinessTx, since: Since | null): Promise<Reading> {
  const { rows } = await tx.execute<Row>(sql`
    select pg_current_snapshot()::text as snapshot,
      extract(epoch from now())::int as read_at,
      ${since === null ? sql`'[]'::jsonb` : newerThan(since)} as changes`);
  const [row] = rows;
  if (row === undefined) throw new Error('The log of changes gave no answer.');
  const { snapshot, changes, read_at: readAt } = row;
  return {
    snapshot,
    cursor: formatCursor({ transaction: firstUnseen(snapshot), madeAt: readAt }),
    readAt,
    changes: changes.slice(0, changesLimit),
    isComplete: changes.length <= changesLimit,
  };
}

function newerThan(since: Since): SQL {
  const log = realtimeEvents;
  // The sub-select makes the bound a constant, which an index condition needs.
  const condition =
    'seconds' in since
      ? sql`${log.id} >= (select uuidv7(make_interval(secs => ${-since.seconds})))`
      : sql`${log.transaction} >= ${firstUnseen(since.snapshot).toString()}::bigint
          and not pg_visible_in_snapshot(${log.transaction}::text::xid8, ${since.snapshot}::pg_snapshot)`;
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'ids', ids)
      order by transaction, id), '[]') from (
        select ${log.id}, ${log.name}, ${log.ids}, ${log.transaction} from ${log}
        where ${condition} order by ${log.transaction}, ${log.id} limit ${changesLimit + 1}) newer)`;
}

/** A snapshot reads `xmin:xmax:running`; every transaction before xmin has ended. */
export function firstUnseen(snapshot: string): bigint {
  return BigInt(snapshot.split(':', 1)[0] ?? '0');
}

/** The first transaction that had not begun when the snapshot was taken. */
export function firstFuture(snapshot: string): bigint {
  return BigInt(snapshot.split(':', 2)[1] ?? '0');
}
