import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';

/** Rows forgotten in one transaction, so that nobody waits for it long. */
export const rowsPerTurn = 5_000;
/** Of a backlog the rest is left to the next round. */
const mostTurns = 200;

/** How long things are kept that nobody needs any more, in days. */
const keptDays = { deliveries: 30, deadLetters: 30, receipts: 90, logins: 30 };

/**
 * Forgets providers' calls, what became of them, and logins that are over, once they are old. Never
 * forgotten is a call that is not applied, or holds an item that waits for somebody.
 */
export async function pruneOldRecords(): Promise<void> {
  for (const forget of [deliveries, deadLetters, receipts, sessions, resets]) {
    await pruneInTurns(forget);
  }
}

/** Repeats a delete of at most `rowsPerTurn` rows until one comes back short; one process at a time. */
export async function pruneInTurns(forget: SQL): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const forgotten = await forSystem(async (tx) => {
      const { rows } = await tx.execute<{ mine: boolean }>(
        sql`select pg_try_advisory_xact_lock(hashtext('frontdesk.prune')) as mine`,
      );
      return rows[0]?.mine === true ? ((await tx.execute(forget)).rowCount ?? 0) : 0;
    });
    if (forgotten < rowsPerTurn) return;
  }
}

const before = (days: number) => sql`now() - ${days} * interval '1 day'`;

// Also by when it was applied: an account that is connected late has its calls applied again.
const deliveries = sql`
  delete from webhook_deliveries where id in (
    select d.id from webhook_deliveries d
    where d.state = 'applied' and d.received_at < ${before(keptDays.deliveries)}
      and d.applied_at < ${before(keptDays.deliveries)}
      and not exists (select from unrouted_items u where u.delivery_id = d.id)
      and not exists (
        select from dead_letters l where l.delivery_id = d.id and l.state = 'waiting')
    order by d.received_at limit ${rowsPerTurn})`;

const deadLetters = sql`
  delete from dead_letters where (business_id, id) in (
    select business_id, id from dead_letters
    where state = 'replayed' and replayed_at < ${before(keptDays.deadLetters)}
    limit ${rowsPerTurn})`;

// Providers repeat themselves for days, not for months: what they said stands on the message.
const receipts = sql`
  delete from receipts where (business_id, id) in (
    select business_id, id from receipts where created_at < ${before(keptDays.receipts)}
    order by created_at limit ${rowsPerTurn})`;

const sessions = sql`
  delete from user_sessions where id in (
    select id from user_sessions
    where least(ended_at, expires_at) < ${before(keptDays.logins)} limit ${rowsPerTurn})`;

const resets = sql`
  delete from password_resets where token_hash in (
    select token_hash from password_resets
    where expires_at < ${before(keptDays.logins)} limit ${rowsPerTurn})`;
