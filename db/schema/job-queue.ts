import { sql } from 'drizzle-orm';
import { index, integer, json, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, moment, oneOf } from './columns.ts';
import { jobRuns } from './job-runs.ts';
import { jobItemKinds } from './job-vocabulary.ts';
import type { JobItemKind } from './job-vocabulary.ts';

/** The next thing to do in each unfinished run. */
export const jobQueue = pgTable(
  'job_queue',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuidv7()`),
    runId: uuid('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    functionId: text('function_id').notNull(),
    kind: text('kind').$type<JobItemKind>().notNull().default('discovery'),
    stepHash: text('step_hash'),
    stepName: text('step_name'),
    attempt: integer('attempt').notNull().default(0),
    /** When it may be taken: its due time, or, while somebody holds it, the end of the lease. */
    availableAt: moment('available_at').defaultNow().notNull(),
    /** The gate its run has to pass before it starts; such an item is due when its gate says so. */
    throttleKey: text('throttle_key'),
    leaseOwner: text('lease_owner'),
    /** New with every lease: who no longer holds it can no longer write. */
    leaseToken: uuid('lease_token'),
    /** How many processes ended while they held it, since it last went on. */
    deaths: integer('deaths').notNull().default(0),
    /** The event that ends the wait, and the condition under which it does. */
    awaitedEvent: text('awaited_event'),
    awaitedIf: text('awaited_if'),
    /** What was visible when the wait began: only an event that was not can end it. */
    awaitedSince: text('awaited_since'),
    /** What the wait gave, as the function will be told it; null while nothing came. */
    result: json('result'),
    lastError: json('last_error'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('job_queue_once').on(table.runId, table.kind, table.stepHash).nullsNotDistinct(),
    index('job_queue_available')
      .on(table.availableAt, table.id)
      .where(sql`throttle_key is null`),
    index('job_queue_throttled')
      .on(table.functionId, table.throttleKey, table.availableAt, table.id)
      .where(sql`throttle_key is not null`),
    index('job_queue_leases')
      .on(table.leaseToken)
      .where(sql`lease_token is not null`),
    index('job_queue_awaited')
      .on(table.awaitedEvent)
      .where(sql`awaited_event is not null`),
    oneOf('job_queue_kind', table.kind, jobItemKinds),
  ],
);
