import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { createdAt, moment, oneOf } from './columns.ts';
import { jobEvents } from './job-events.ts';
import { jobRunStates } from './job-vocabulary.ts';
import type { JobRunState } from './job-vocabulary.ts';

/**
 * One function carried out for an event, or a batch of them, from its first call to its result.
 * Global, as are its steps and its place in the queue: no business sees how work is carried out.
 */
export const jobRuns = pgTable(
  'job_runs',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuidv7()`),
    functionId: text('function_id').notNull(),
    /** Of a batch the first one. */
    eventId: uuid('event_id')
      .notNull()
      .references(() => jobEvents.id, { onDelete: 'cascade' }),
    state: text('state').$type<JobRunState>().notNull().default('queued'),
    /** While steps run side by side the function only plans, it does not run what it finds. */
    isParallel: boolean('is_parallel').notNull().default(false),
    /** The item of another run that waits for this one to end. */
    invokedBy: uuid('invoked_by'),
    /** For each limit of its function, in order: whom it shares that limit of runs at work with. */
    limitKeys: text('limit_keys').array(),
    /** Of the unfinished runs of its function, the only one with this key. */
    singletonKey: text('singleton_key'),
    /** While it gathers events before its start, by debounce or batch: which ones are for it. */
    openKey: text('open_key'),
    /** Until when they are. */
    openUntil: moment('open_until'),
    /** The run is cancelled when it has not started, or once started not ended, by then. */
    deadlineAt: moment('deadline_at'),
    output: json('output'),
    error: json('error'),
    createdAt: createdAt(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    unique('job_runs_one_per_event').on(table.functionId, table.eventId),
    index('job_runs_by_event').on(table.eventId),
    index('job_runs_by_state').on(table.state, table.createdAt),
    index('job_runs_deadline')
      .on(table.deadlineAt)
      .where(sql`deadline_at is not null and finished_at is null`),
    index('job_runs_finished').on(table.finishedAt),
    index('job_runs_singleton')
      .on(table.functionId, table.singletonKey)
      .where(sql`singleton_key is not null and finished_at is null`),
    index('job_runs_open')
      .on(table.functionId, table.openKey)
      .where(sql`open_key is not null`),
    index('job_runs_open_until')
      .on(table.openUntil)
      .where(sql`open_until is not null`),
    oneOf('job_runs_state', table.state, jobRunStates),
  ],
);

/** The events of a run that was started by a batch; the first one is also the run's own. */
export const jobRunEvents = pgTable(
  'job_run_events',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    eventId: uuid('event_id')
      .notNull()
      .references(() => jobEvents.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.position] }),
    index('job_run_events_by_event').on(table.eventId),
  ],
);

/** What a step gave, kept so that it never runs again in its run. */
export const jobSteps = pgTable(
  'job_steps',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    hash: text('hash').notNull(),
    /** The order in which steps were finished. */
    position: bigint('position', { mode: 'number' }).generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    attempts: integer('attempts').notNull(),
    /** `{data}`, `{error}`, or null for a wait that is over: as the function is told it. */
    result: json('result').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.hash] })],
);
