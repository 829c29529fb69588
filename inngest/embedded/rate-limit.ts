import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { selectiveKeyOf } from '#inngest/embedded/gate-keys.ts';
import { fromMs, toMs } from '#inngest/embedded/moments.ts';
import { passRate } from '#inngest/embedded/rate.ts';
import type { Start } from '#inngest/embedded/insert-runs.ts';
import { refuseInvocations } from '#inngest/embedded/refuse-invocations.ts';

/**
 * Leaves out the starts over the rate of their function. What counts is when events were recorded,
 * so that an executor that was away lets as many pass as one that was there.
 */
export async function dropLimited(tx: SystemTx, starts: Start[]): Promise<Start[]> {
  const limited = starts.flatMap((start) => {
    const { rateLimit: rate } = start.fn;
    const key = rate && selectiveKeyOf(rate.key, start.taken.event);
    return rate === undefined || typeof key !== 'string' ? [] : [{ start, rate, key }];
  });
  if (limited.length === 0) return starts;
  const gates = await readGates(
    tx,
    limited.map(({ start, key }) => [start.fn.id, key] as const),
  );
  const dropped = new Set<Start>();
  for (const { start, rate, key } of limited) {
    const gate = gates.get(nameOf(start.fn.id, key));
    const { recordedMs } = start.taken;
    const nextMs = passRate(rate, gate?.nextMs ?? recordedMs, recordedMs);
    if (nextMs === undefined) dropped.add(start);
    else gates.set(nameOf(start.fn.id, key), { functionId: start.fn.id, key, nextMs });
  }
  await writeGates(tx, [...gates.values()]);
  await refuseInvocations(
    tx,
    [...dropped].map(({ taken }) => taken),
    'it was asked for too often',
  );
  return starts.filter((start) => !dropped.has(start));
}

interface RateGate {
  functionId: string;
  key: string;
  nextMs: number;
}

async function readGates(
  tx: SystemTx,
  names: (readonly [string, string])[],
): Promise<Map<string, RateGate>> {
  const { rows } = await tx.execute<Record<string, unknown> & RateGate>(sql`
    select g.function_id as "functionId", g.key, ${toMs(sql`g.next_at`)} as "nextMs"
    from unnest(${sql.param(names.map(([id]) => id))}::text[],
      ${sql.param(names.map(([, key]) => key))}::text[]) as a(function_id, key)
    join job_gates g on g.kind = 'rateLimit' and g.function_id = a.function_id and g.key = a.key`);
  return new Map(rows.map((row) => [nameOf(row.functionId, row.key), row]));
}

async function writeGates(tx: SystemTx, gates: RateGate[]): Promise<void> {
  await tx.execute(sql`
    insert into job_gates (function_id, kind, key, next_at)
    select "functionId", 'rateLimit', key, ${fromMs(sql`"nextMs"`)}
    from json_to_recordset(${JSON.stringify(gates)}::json)
      as a("functionId" text, key text, "nextMs" float8)
    on conflict (function_id, kind, key) do update set next_at = excluded.next_at`);
}

function nameOf(functionId: string, key: string): string {
  return `${functionId}/${key}`;
}
