import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { fromMs, toMs } from '#inngest/embedded/moments.ts';
import { readyMs } from '#inngest/embedded/rate.ts';
import type { Rate } from '#inngest/embedded/rate.ts';

/** Before it the runs of a function with one throttle key wait for their start. */
export interface Gate {
  functionId: string;
  key: string;
  rate: Rate;
  /** When its next start would come at the plain rate; undefined leaves it as it is. */
  nextMs?: number;
}

const gatesPerTurn = 500;

export function isThrottled({ throttle }: JobFunction): boolean {
  return throttle !== undefined;
}

/**
 * Sees to it that somebody looks when the first of those that now wait may start. A gate that is
 * there is locked too, so that it is not forgotten at this moment.
 */
export async function openGates(tx: SystemTx, gates: Gate[]): Promise<void> {
  if (gates.length === 0) return;
  const distinct = new Map(gates.map((gate) => [`${gate.functionId}/${gate.key}`, gate]));
  await tx.execute(sql`
    insert into job_gates (function_id, kind, key, next_at)
    select function_id, 'throttle', key, now() from ${rowsOf([...distinct.values()])}
    order by function_id, key
    on conflict (function_id, kind, key) do update set next_at = job_gates.next_at`);
  await settleGates(tx, [...distinct.values()]);
}

/**
 * Takes hold of the gates that may let one pass now. Other processes leave these alone until the
 * transaction ends, so that no two let one pass at the same moment.
 */
export async function holdReadyGates(
  tx: SystemTx,
  functions: JobFunction[],
): Promise<Required<Gate>[]> {
  const rates = new Map(
    functions.flatMap(({ id, throttle }) => (throttle ? [[id, throttle]] : [])),
  );
  if (rates.size === 0) return [];
  const { rows } = await tx.execute<{ function_id: string; key: string; next_ms: number }>(sql`
    select function_id, key, ${toMs(sql`next_at`)} as next_ms from job_gates
    where kind = 'throttle' and ready_at <= now()
      and function_id = any(${sql.param([...rates.keys()])}::text[])
    order by ready_at limit ${gatesPerTurn} for update skip locked`);
  return rows.flatMap(({ function_id: functionId, key, next_ms: nextMs }) => {
    const rate = rates.get(functionId);
    return rate === undefined ? [] : [{ functionId, key, rate, nextMs }];
  });
}

/** Writes how far the gates are used up, and when the first of those that still wait may start. */
export async function settleGates(tx: SystemTx, gates: Gate[]): Promise<void> {
  if (gates.length === 0) return;
  // Another process may have let one pass meanwhile, so what is kept is read from the row itself.
  const nextAt = sql`coalesce(${fromMs(sql`a.next_ms`)}, g.next_at)`;
  await tx.execute(sql`
    update job_gates g
    set next_at = ${nextAt}, ready_at = case when w.available_at is not null
      then greatest(w.available_at, ${nextAt} - a.lead_ms * interval '1 ms') end
    from ${rowsOf(gates)}
    left join lateral (
      select available_at from job_queue q
      where q.function_id = a.function_id and q.throttle_key = a.key
      order by available_at, id limit 1
    ) as w on true
    where g.kind = 'throttle' and g.function_id = a.function_id and g.key = a.key`);
}

/** In how many milliseconds the next gate lets one pass; null when nobody waits before one. */
export async function nextReadyMs(tx: SystemTx, functions: JobFunction[]): Promise<number | null> {
  const ids = functions.filter(isThrottled).map(({ id }) => id);
  if (ids.length === 0) return null;
  const { rows } = await tx.execute<{ ms: number }>(sql`
    select (extract(epoch from ready_at - clock_timestamp()) * 1000)::float8 as ms from job_gates
    where ready_at > now() and function_id = any(${sql.param(ids)}::text[])
    order by ready_at limit 1`);
  return rows[0]?.ms ?? null;
}

function rowsOf(gates: Gate[]) {
  const rows = gates.map(({ functionId, key, rate, nextMs }) => ({
    function_id: functionId,
    key,
    next_ms: nextMs,
    lead_ms: 0 - readyMs(rate, 0),
  }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as a(function_id text, key text, next_ms float8, lead_ms float8)`;
}
