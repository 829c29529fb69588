import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { keyOf, limitKeysOf } from '#inngest/embedded/gate-keys.ts';
import { ruleFor } from '#inngest/embedded/gather-rules.ts';
import type { Gathered, GatherRule } from '#inngest/embedded/gather-rules.ts';
import { gatesOf, insertRuns } from '#inngest/embedded/insert-runs.ts';
import type { NewRun, Start } from '#inngest/embedded/insert-runs.ts';
import { fromMs, toMs } from '#inngest/embedded/moments.ts';
import { refuseInvocations } from '#inngest/embedded/refuse-invocations.ts';
import { takenColumns } from '#inngest/embedded/taken-event.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';
import { openGates } from '#inngest/embedded/throttle.ts';

/** An event for a run that gathers events: which one is told by function and key. */
interface GatheredStart extends Start {
  rule: GatherRule;
  openKey: string;
}

/** A run that gathers events, and what is to be written of it. */
interface Gathering extends Gathered {
  /** Undefined while it is not in the database. */
  runId: string | undefined;
  start: GatheredStart;
  added: TakenEvent[];
}

/**
 * Gives events to the runs that gather them, and opens runs for those that come first. What counts
 * is when events were recorded, not when they are looked at.
 */
export async function gatherEvents(tx: SystemTx, starts: GatheredStart[]): Promise<void> {
  if (starts.length === 0) return;
  const open = await readOpenRuns(tx, starts);
  const changed = new Set<Gathering>();
  const replaced: TakenEvent[] = [];
  for (const start of starts) {
    const { taken, rule } = start;
    let run = open.get(nameOf(start));
    const joined = run && rule.join(run, taken);
    if (run === undefined || joined === undefined) {
      run = { ...rule.open(taken), runId: undefined, start, added: [] };
      open.set(nameOf(start), run);
    } else {
      if (!rule.keepsAll) replaced.push(joined.taken === taken ? run.taken : taken);
      Object.assign(run, joined);
    }
    run.added.push(taken);
    changed.add(run);
  }
  await refuseInvocations(tx, replaced, 'a later one took its place');
  await insertRuns(tx, [...changed].flatMap(newRunOf));
  for (const run of changed) await updateRun(tx, run);
}

/** The event with the rule by which it is gathered; undefined when it starts a run at once. */
export function gatheredStart({ fn, taken }: Start): GatheredStart | undefined {
  const rule = ruleFor(fn, taken);
  if (rule === undefined) return undefined;
  // Events of two businesses are never gathered together.
  const openKey = `${taken.businessId ?? ''}/${keyOf(rule.key, taken.event)}`;
  return { fn, taken, rule, openKey };
}

/** Those that nobody has begun, locked so that nobody does before this is written. */
async function readOpenRuns(
  tx: SystemTx,
  starts: GatheredStart[],
): Promise<Map<string, Gathering>> {
  const byName = new Map(starts.map((start) => [nameOf(start), start]));
  const names = [...byName.values()].map(({ fn, openKey }) => ({ id: fn.id, key: openKey }));
  const { rows } = await tx.execute<Record<string, unknown> & Gathered & OpenRow>(sql`
    select r.id as "runId", r.function_id as "functionId", r.open_key as "openKey",
      ${toMs(sql`r.created_at`)} as "openedMs", ${toMs(sql`r.open_until`)} as "untilMs",
      (select count(*)::int from job_run_events o where o.run_id = r.id) as size,
      (select row_to_json(t) from (select ${takenColumns(sql`e`)}) as t) as taken
    from json_to_recordset(${JSON.stringify(names)}::json) as a(id text, key text)
    join job_runs r on r.function_id = a.id and r.open_key = a.key
    join job_queue q on q.run_id = r.id
    join job_events e on e.id = r.event_id
    where q.lease_token is null
    for update of q`);
  return new Map(
    rows.flatMap(({ functionId, openKey, ...run }) => {
      const start = byName.get(nameOf({ fn: { id: functionId }, openKey }));
      return start === undefined
        ? []
        : [[nameOf(start), { ...run, isFull: false, start, added: [] }] as const];
    }),
  );
}

interface OpenRow {
  runId: string;
  functionId: string;
  openKey: string;
}

function newRunOf(run: Gathering): NewRun[] {
  if (run.runId !== undefined) return [];
  const { start, taken, openedMs, added, untilMs: dueMs } = run;
  const eventIds = start.rule.keepsAll ? added.map(({ rowId }) => rowId) : [];
  return [
    { fn: start.fn, taken, gathering: { openKey: openKeyOf(run), openedMs, dueMs, eventIds } },
  ];
}

async function updateRun(tx: SystemTx, run: Gathering): Promise<void> {
  const { runId, start, taken, untilMs, added, size } = run;
  if (runId === undefined) return;
  const { fn, rule } = start;
  const until = fromMs(sql`${untilMs}`);
  const limitKeys = sql`${sql.param(limitKeysOf(fn, taken.event))}::text[]`;
  const [gate] = gatesOf(fn, taken.event);
  await tx.execute(sql`
    with run as (
      update job_runs
      set event_id = ${taken.rowId}, invoked_by = ${taken.invokedBy}, limit_keys = ${limitKeys},
        open_key = ${openKeyOf(run)}, open_until = case when ${run.isFull} then null else ${until} end,
        deadline_at = greatest(now(), ${until}) + ${fn.timeouts.startMs ?? null} * interval '1 ms'
      where id = ${runId}
    ), events as (
      insert into job_run_events (run_id, position, event_id)
      select ${runId}, ${size - added.length} + o.position, o.event_id
      from unnest(${sql.param(rule.keepsAll ? added.map(({ rowId }) => rowId) : [])}::uuid[])
        with ordinality as o(event_id, position)
    )
    update job_queue set available_at = ${until}, throttle_key = ${gate?.key ?? null}
    where run_id = ${runId}`);
  if (gate !== undefined) await openGates(tx, [gate]);
}

function openKeyOf({ isFull, start }: Gathering): string | null {
  return isFull ? null : start.openKey;
}

function nameOf({ fn, openKey }: { fn: { id: string }; openKey: string }): string {
  return `${fn.id}/${openKey}`;
}
