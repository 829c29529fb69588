import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { toMs } from '#inngest/embedded/moments.ts';
import { passRate } from '#inngest/embedded/rate.ts';
import { holdReadyGates, isThrottled, settleGates } from '#inngest/embedded/throttle.ts';
import type { Gate } from '#inngest/embedded/throttle.ts';

/** An item that is due, of a function with limits or a throttle. */
export interface Candidate {
  id: string;
  functionId: string;
  throttleKey: string | null;
  limitKeys: string[] | null;
}

export interface Admission {
  /** What may be taken, in its order. */
  admitted: Candidate[];
  gates: Required<Gate>[];
  nowMs: number;
  /** Another process takes what is limited at this moment. */
  isPutOff: boolean;
}

const nothing: Admission = { admitted: [], gates: [], nowMs: 0, isPutOff: false };

interface Asked {
  functions: JobFunction[];
  limit: number;
  heldIds: string[];
}

/**
 * Says what may be taken now of functions with limits or a throttle, the longest due first: what is
 * at its limit is passed over and keeps its place.
 */
export async function admitItems(tx: SystemTx, asked: Asked): Promise<Admission> {
  const limited = asked.functions.filter(({ limits }) => limits.length > 0);
  if (limited.length === 0 && !asked.functions.some(isThrottled)) return nothing;
  if (limited.length > 0 && !(await isOurTurn(tx))) return { ...nothing, isPutOff: true };
  const gates = await holdReadyGates(tx, asked.functions);
  const { candidates, nowMs } = await listCandidates(tx, limited, gates, asked);
  const atWork = await countAtWork(tx, candidates);
  const most = new Map(limited.map(({ id, limits }) => [id, limits.map((one) => one.limit)]));
  const admitted = admit(candidates, { limit: asked.limit, nowMs, atWork, most, gates });
  return { admitted, gates, nowMs, isPutOff: false };
}

/** Uses the gates up for those that were taken of the admitted. */
export async function settleAdmission(
  tx: SystemTx,
  { admitted, gates, nowMs }: Admission,
  takenIds: Set<string>,
): Promise<void> {
  const passing = new Passing(gates, nowMs);
  for (const item of admitted) if (takenIds.has(item.id)) passing.pass(item);
  await settleGates(tx, passing.gates());
}

interface Room {
  limit: number;
  nowMs: number;
  /** How many are at work, by limit key. */
  atWork: Map<string, number>;
  /** How many may be, by function, in the order of its limit keys. */
  most: Map<string, number[]>;
  gates: Required<Gate>[];
}

/** Takes candidates in their order while there is room for them. */
export function admit(candidates: Candidate[], room: Room): Candidate[] {
  const atWork = new Map(room.atWork);
  const passing = new Passing(room.gates, room.nowMs);
  const admitted: Candidate[] = [];
  for (const item of candidates) {
    if (admitted.length === room.limit) break;
    const keys = item.limitKeys ?? [];
    const most = room.most.get(item.functionId) ?? [];
    if (keys.some((key, at) => (atWork.get(key) ?? 0) >= (most[at] ?? Infinity))) continue;
    if (!passing.pass(item)) continue;
    for (const key of new Set(keys)) atWork.set(key, (atWork.get(key) ?? 0) + 1);
    admitted.push(item);
  }
  return admitted;
}

/** Gates as they would be after those that pass. */
class Passing {
  readonly #gates: Map<string, Required<Gate>>;
  readonly #nowMs: number;

  constructor(gates: Required<Gate>[], nowMs: number) {
    this.#gates = new Map(gates.map((gate) => [`${gate.functionId}/${gate.key}`, { ...gate }]));
    this.#nowMs = nowMs;
  }

  /** Whether the item may start; if so, it counts. */
  pass({ functionId, throttleKey }: Candidate): boolean {
    if (throttleKey === null) return true;
    const gate = this.#gates.get(`${functionId}/${throttleKey}`);
    const nextMs = gate && passRate(gate.rate, gate.nextMs, this.#nowMs);
    if (gate === undefined || nextMs === undefined) return false;
    gate.nextMs = nextMs;
    return true;
  }

  gates(): Gate[] {
    return [...this.#gates.values()];
  }
}

/** Two that count what is at work must not count at the same moment, nor wait for each other. */
async function isOurTurn(tx: SystemTx): Promise<boolean> {
  const { rows } = await tx.execute<{ isOurs: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('frontdesk.job_limits')) as "isOurs"`,
  );
  return rows[0]?.isOurs === true;
}

/**
 * Of functions with limits the first of each combination of keys, so that a long row that is at its
 * limit hides nobody; of those with a throttle alone the first before each ready gate.
 */
async function listCandidates(
  tx: SystemTx,
  limited: JobFunction[],
  gates: Gate[],
  { limit, heldIds }: Asked,
): Promise<{ candidates: Candidate[]; nowMs: number }> {
  const limitedIds = sql`${sql.param(limited.map(({ id }) => id))}::text[]`;
  const ungatedIds = limited.filter((fn) => !isThrottled(fn)).map(({ id }) => id);
  // None, too, of what waits before a gate that its function no longer has.
  const throttleKey = sql`case when q.function_id <> all(${sql.param(ungatedIds)}::text[])
    then q.throttle_key end`;
  const isDue = sql`q.available_at <= now() and q.kind in ('discovery', 'step')
    and q.id <> all(${sql.param(heldIds)}::uuid[])`;
  const names = gates.map(({ functionId, key }) => ({ functionId, key }));
  const { rows } = await tx.execute<Record<string, unknown> & Candidate & { nowMs: number }>(sql`
    with ready as (
      select "functionId" as function_id, key
      from json_to_recordset(${JSON.stringify(names)}::json) as g("functionId" text, key text)
    ), limited as (
      select q.id, q.function_id, ${throttleKey} as throttle_key, q.available_at, r.limit_keys,
        row_number() over (
          partition by q.function_id, ${throttleKey}, r.limit_keys order by q.available_at, q.id
        ) as place
      from job_queue q join job_runs r on r.id = q.run_id
      where q.function_id = any(${limitedIds}) and ${isDue} and (${throttleKey} is null
        or (q.function_id, q.throttle_key) in (select function_id, key from ready))
    ), throttled as (
      select q.* from ready cross join lateral (
        select q.id, q.function_id, q.throttle_key, q.available_at from job_queue q
        where q.function_id = ready.function_id and q.throttle_key = ready.key and ${isDue}
        order by q.available_at, q.id limit ${limit}
      ) as q
      where ready.function_id <> all(${limitedIds})
    )
    select id, function_id as "functionId", throttle_key as "throttleKey",
      limit_keys as "limitKeys", ${toMs(sql`now()`)} as "nowMs"
    from (
      select id, function_id, throttle_key, available_at, limit_keys
      from limited where place <= ${limit}
      union all
      select id, function_id, throttle_key, available_at, null from throttled
    ) as candidates
    order by available_at, id`);
  return { candidates: rows, nowMs: rows[0]?.nowMs ?? 0 };
}

/** How many runs are at work that share a limit with one of these, by its key. */
async function countAtWork(tx: SystemTx, candidates: Candidate[]): Promise<Map<string, number>> {
  const keys = [...new Set(candidates.flatMap(({ limitKeys }) => limitKeys ?? []))];
  if (keys.length === 0) return new Map();
  const { rows } = await tx.execute<{ key: string; count: number }>(sql`
    select key, count(*)::int as count
    from job_queue q join job_runs r on r.id = q.run_id, unnest(r.limit_keys) as key
    where q.lease_token is not null and q.available_at > now() and q.kind in ('discovery', 'step')
      and key = any(${sql.param(keys)}::text[])
    group by key`);
  return new Map(rows.map(({ key, count }) => [key, count]));
}
