import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgPolicy, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import {
  businessId,
  businessPolicy,
  createdAt,
  id,
  systemReadPolicy,
  systemRole,
} from './columns.ts';

/** What changed, by id only. Kept for a day, so that a browser that was away can catch up. */
export const realtimeEvents = pgTable(
  'realtime_events',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    /** Ids are given before commit; the writing transaction tells what a reader cannot have seen. */
    transaction: bigint('transaction', { mode: 'bigint' })
      .default(sql`pg_current_xact_id()::text::bigint`)
      .notNull(),
    name: text('name').notNull(),
    ids: jsonb('ids').$type<Record<string, string>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('realtime_events_by_transaction').on(table.businessId, table.transaction),
    businessPolicy(),
    systemReadPolicy(),
    pgPolicy('system_prunes', { for: 'delete', to: systemRole, using: sql`true` }),
  ],
);
