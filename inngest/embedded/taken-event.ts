import { sql } from 'drizzle-orm';
import { toMs } from '#inngest/embedded/moments.ts';

/** An event as functions and expressions see it. */
export interface SeenEvent {
  id: string;
  name: string;
  data: unknown;
  ts: number;
}

/** A new event that this process acts on. */
export interface TakenEvent {
  rowId: string;
  event: SeenEvent;
  businessId: string | null;
  /** The one function it is for; null when triggers decide. */
  functionId: string | null;
  /** The item of another run that waits for the run of that function. */
  invokedBy: string | null;
  /** When it was recorded, whatever time it carries itself, in milliseconds since 1970. */
  recordedMs: number;
}

/** Whether a new event may concern the run of another: never across two businesses. */
export function concerns(event: ReturnType<typeof sql>, own: ReturnType<typeof sql>) {
  return sql`coalesce(${event}.business_id = ${own}.business_id, true)`;
}

/** A row of `job_events` as a function sees it. */
export function seenEvent(row: ReturnType<typeof sql>) {
  return sql`json_build_object('id', ${row}.key, 'name', ${row}.name, 'data', ${row}.data,
    'ts', trunc(${toMs(sql`${row}.occurred_at`)}))`;
}

/** The columns of a row of `job_events` that make a TakenEvent. */
export function takenColumns(row: ReturnType<typeof sql>) {
  return sql`${row}.id as "rowId", ${seenEvent(row)} as event,
    ${row}.business_id as "businessId", ${row}.function_id as "functionId",
    ${row}.invoked_by as "invokedBy",
    ${toMs(sql`uuid_extract_timestamp(${row}.id)`)} as "recordedMs"`;
}
