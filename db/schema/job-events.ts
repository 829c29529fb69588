import { sql } from 'drizzle-orm';
import { bigint, index, json, pgPolicy, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { appRole, currentBusiness, moment, systemRole } from './columns.ts';

/**
 * Work asked for, written in the same transaction as the change that asks for it. Global, because
 * some work belongs to no business; a business may add its own and see them, no more.
 */
export const jobEvents = pgTable(
  'job_events',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuidv7()`),
    businessId: uuid('business_id').references(() => businesses.id, { onDelete: 'cascade' }),
    /** The same key twice is the same event: the second one is dropped. */
    key: text('key')
      .notNull()
      .default(sql`uuidv7()::text`),
    name: text('name').notNull(),
    /** json, not jsonb: what a function is given is exactly what was written. */
    data: json('data').$type<Record<string, unknown>>().notNull(),
    /** The one function it is for, of an event that the executor itself makes. */
    functionId: text('function_id'),
    /** The item of a run that waits for the run of that function to end. */
    invokedBy: uuid('invoked_by'),
    occurredAt: moment('occurred_at').defaultNow().notNull(),
    /** Ids are given before commit; the writing transaction tells what a wait cannot have seen. */
    transaction: bigint('transaction', { mode: 'bigint' })
      .default(sql`pg_current_xact_id()::text::bigint`)
      .notNull(),
    /** When its runs were made, or an outside job server took it. */
    dispatchedAt: moment('dispatched_at'),
    /** What that server calls it. */
    serverId: text('server_id'),
  },
  (table) => [
    unique('job_events_one_per_key').on(table.businessId, table.key).nullsNotDistinct(),
    index('job_events_waiting')
      .on(table.id)
      .where(sql`dispatched_at is null`),
    index('job_events_dispatched').on(table.dispatchedAt),
    pgPolicy('business_adds', {
      for: 'insert',
      to: appRole,
      withCheck: sql`business_id = ${currentBusiness} and function_id is null`,
    }),
    pgPolicy('business_reads', {
      for: 'select',
      to: appRole,
      using: sql`business_id = ${currentBusiness}`,
    }),
    pgPolicy('system_rows', { to: systemRole, using: sql`true`, withCheck: sql`true` }),
  ],
);
