import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment, oneOf } from './columns.ts';
import { jobGateKinds } from './job-vocabulary.ts';
import type { JobGateKind } from './job-vocabulary.ts';

/** How far each rate of starts is used up, by function and key; shared by all processes. */
export const jobGates = pgTable(
  'job_gates',
  {
    functionId: text('function_id').notNull(),
    kind: text('kind').$type<JobGateKind>().notNull(),
    key: text('key').notNull(),
    /** When the next start would come if all so far had kept to the plain rate. */
    nextAt: moment('next_at').notNull(),
    /** When the first that waits may start; null when none waits. */
    readyAt: moment('ready_at'),
  },
  (table) => [
    primaryKey({ columns: [table.functionId, table.kind, table.key] }),
    index('job_gates_ready')
      .on(table.readyAt)
      .where(sql`ready_at is not null`),
    index('job_gates_next').on(table.nextAt),
    oneOf('job_gates_kind', table.kind, jobGateKinds),
  ],
);
