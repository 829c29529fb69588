import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** When each timer of a function goes off, and when it last did. */
export const jobCrons = pgTable(
  'job_crons',
  {
    functionId: text('function_id').notNull(),
    cron: text('cron').notNull(),
    nextAt: moment('next_at').notNull(),
    lastAt: moment('last_at'),
  },
  (table) => [
    primaryKey({ columns: [table.functionId, table.cron] }),
    index('job_crons_next').on(table.nextAt),
  ],
);
