import { sql } from 'drizzle-orm';
import { cancelRuns } from '#db/cancel-runs.ts';
import type { JobRunState } from '#db/schema/job-vocabulary.ts';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';

/** A run whose event belongs to the business, and where it stands. */
export interface BusinessRun {
  id: string;
  functionId: string;
  state: JobRunState;
  createdAt: Date;
  finishedAt: Date | null;
  /** Why it failed, or why its last try did. */
  error: unknown;
  /** Tries of the step it is at that failed so far. */
  failedTries: number;
  /** Somebody is carrying it out now. */
  isHeld: boolean;
  /** When it goes on; null once it has ended. */
  dueAt: Date | null;
  steps: { name: string; attempts: number; hasFailed: boolean; finishedAt: Date }[];
}

export interface RunPage {
  /** Runs made before this one; newest first. */
  before: string | null;
  limit: number;
  /** Only those that have not ended well. */
  isUnsettled: boolean;
}

/** A moment comes as text from a statement that is not typed. */
interface RunRow extends Record<string, unknown> {
  id: string;
  function_id: string;
  state: JobRunState;
  error: unknown;
  created_at: string;
  finished_at: string | null;
  failed_tries: number;
  is_held: boolean;
  due_at: string | null;
  steps: { name: string; attempts: number; hasFailed: boolean; finishedAt: string }[];
}

/** The runs of one business, newest first. Runs are global: nothing else tells whose they are. */
export function listBusinessRuns(businessId: string, page: RunPage): Promise<BusinessRun[]> {
  const { before, limit, isUnsettled } = page;
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<RunRow>(sql`
      select r.id, r.function_id, r.state, coalesce(r.error, q.last_error) as error,
        r.created_at, r.finished_at, coalesce(q.attempt, 0) as failed_tries,
        q.lease_token is not null as is_held, q.available_at as due_at, ${keptSteps} as steps
      from job_events e join job_runs r on r.event_id = e.id
      left join lateral (
        select attempt, lease_token, available_at, last_error from job_queue
        where run_id = r.id order by available_at limit 1
      ) q on true
      where e.business_id = ${businessId}
        and (${before}::uuid is null or r.id < ${before}::uuid)
        and (not ${isUnsettled}::boolean or r.state in ('queued', 'running', 'failed'))
      order by r.id desc limit ${limit}`);
    return rows.map(toRun);
  });
}

function toRun(row: RunRow): BusinessRun {
  return {
    id: row.id,
    functionId: row.function_id,
    state: row.state,
    createdAt: new Date(row.created_at),
    finishedAt: toMoment(row.finished_at),
    error: row.error,
    failedTries: row.failed_tries,
    isHeld: row.is_held,
    dueAt: toMoment(row.due_at),
    steps: row.steps.map((step) => ({ ...step, finishedAt: new Date(step.finishedAt) })),
  };
}

function toMoment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

const keptSteps = sql`coalesce((
  select json_agg(json_build_object('name', s.name, 'attempts', s.attempts,
    'hasFailed', s.result -> 'error' is not null, 'finishedAt', s.created_at) order by s.position)
  from job_steps s where s.run_id = r.id), '[]')`;

/** What has priority is due before it came. */
const dueSince = sql`greatest(q.available_at, q.created_at)`;

/** How much of a business's work waits, since when the longest waits that is due, and what failed. */
export function countBusinessWork(businessId: string) {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{
      waiting: number;
      failed: number;
      oldest: string | null;
    }>(sql`
      select
        (select count(*)::int from job_events
          where business_id = ${businessId} and dispatched_at is null)
        + count(*) filter (where r.state in ('queued', 'running'))::int as waiting,
        count(*) filter (where r.state = 'failed')::int as failed,
        (select min(${dueSince}) from job_queue q
          join job_runs o on o.id = q.run_id join job_events w on w.id = o.event_id
          where w.business_id = ${businessId} and q.lease_token is null
            and q.available_at <= now()) as oldest
      from job_events e join job_runs r on r.event_id = e.id
      where e.business_id = ${businessId} and r.state in ('queued', 'running', 'failed')`);
    const [row] = rows;
    return {
      waiting: row?.waiting ?? 0,
      failed: row?.failed ?? 0,
      oldestDueAt: toMoment(row?.oldest ?? null),
    };
  });
}

/**
 * Takes a failed run of this business up again where it failed, or brings the next try of a waiting
 * one forward. False when there is nothing to bring forward, or when it may not run beside one like it
 * that has taken its place; null when it is no run of this business.
 */
export async function restartBusinessRun(
  tx: SystemTx,
  businessId: string,
  runId: string,
): Promise<boolean | null> {
  const { rows } = await tx.execute<{ state: JobRunState; isReplaced: boolean }>(sql`
      select r.state, exists (
        select from job_runs o where o.function_id = r.function_id
          and o.singleton_key = r.singleton_key and o.finished_at is null and o.id <> r.id
      ) as "isReplaced"
      from job_runs r join job_events e on e.id = r.event_id
      where r.id = ${runId} and e.business_id = ${businessId} for update of r`);
  const [run] = rows;
  if (run === undefined) return null;
  if (run.state !== 'failed') {
    const { rowCount } = await tx.execute(sql`
        update job_queue set available_at = now()
        where run_id = ${runId} and lease_token is null and attempt > 0 and available_at > now()`);
    return (rowCount ?? 0) > 0;
  }
  if (run.isReplaced) return false;
  // What succeeded stays done; a failure that the function was told of is tried anew.
  await tx.execute(sql`
      with forgotten as (
        delete from job_steps where run_id = ${runId} and result -> 'error' is not null
      ), queued as (
        insert into job_queue (run_id, function_id)
        select id, function_id from job_runs where id = ${runId}
      )
      update job_runs set state = 'queued', is_parallel = false, error = null,
        started_at = null, finished_at = null, deadline_at = null
      where id = ${runId}`);
  return true;
}

/** What a run was made for: the name of its event and what that carries. */
export interface RunSubject {
  functionId: string;
  name: string;
  data: unknown;
}

/**
 * Ends a run of this business that is not over as cancelled, and returns what it was for. False when
 * it is over already, null when it is no run of this business.
 */
export async function cancelBusinessRun(
  tx: SystemTx,
  businessId: string,
  { runId, reason }: { runId: string; reason: string },
): Promise<RunSubject | false | null> {
  const { rows } = await tx.execute<RunSubject & Record<string, unknown>>(sql`
      select r.function_id as "functionId", e.name, e.data
      from job_runs r join job_events e on e.id = r.event_id
      where r.id = ${runId} and e.business_id = ${businessId}`);
  const [subject] = rows;
  if (subject === undefined) return null;
  return (await cancelRuns(tx, { ids: [runId], reason })) > 0 ? subject : false;
}
