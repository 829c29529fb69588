import { sql } from 'drizzle-orm';
import type { InngestFunction } from 'inngest';
import { vi } from 'vitest';
import { forSystem } from '#db/system.ts';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import { claimItems } from '#inngest/embedded/store.ts';
import type { ClaimResult } from '#inngest/embedded/store.ts';
import { wakeExecutor } from '#inngest/job-events.ts';

/** Records an event and wakes the engines here; with a key that is already known, nothing. */
export async function send(...event: Parameters<typeof sendQuietly>): Promise<void> {
  await sendQuietly(...event);
  wakeExecutor();
}

/** Records an event as another process would: nobody here is told. */
export async function sendQuietly(
  name: string,
  data: Record<string, unknown> = {},
  key: string = crypto.randomUUID(),
  businessId: string | null = null,
): Promise<void> {
  await forSystem((tx) =>
    tx.execute(sql`insert into job_events (name, data, key, business_id)
      values (${name}, ${JSON.stringify(data)}::json, ${key}, ${businessId}) on conflict do nothing`),
  );
}

/** Records an event as if it had been so many milliseconds ago, while nobody was there. */
export async function sendEarlier(
  agoMs: number,
  name: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const shift = sql`${-agoMs} * interval '1 ms'`;
  await forSystem((tx) =>
    tx.execute(sql`insert into job_events (id, name, data, occurred_at)
      values (uuidv7(${shift}), ${name}, ${JSON.stringify(data)}::json, now() + ${shift})`),
  );
}

/** Takes what is due as an executor with these functions would, and does nothing with it. */
export function claim(
  functions: InngestFunction.Any[],
  limit = 50,
  putOff: string[] = [],
): Promise<ClaimResult> {
  const known = readFunctions('test', functions);
  const lease = { owner: 'test', leaseMs: 30_000, heldIds: [] };
  return claimItems({ functions: known, limit, putOff, ...lease });
}

export interface SeenRun extends Record<string, unknown> {
  id: string;
  state: string;
  output: unknown;
  error: { name?: string; message?: string } | null;
  steps: string[];
}

/** The runs of a function, oldest first, each with the names of its finished steps in order. */
export async function runsOf(functionId: string, app = 'test'): Promise<SeenRun[]> {
  const { rows } = await forSystem((tx) =>
    tx.execute<SeenRun>(sql`
      select id, state, output, error, coalesce((
        select json_agg(s.name order by s.position) from job_steps s where s.run_id = r.id
      ), '[]') as steps
      from job_runs r where function_id = ${`${app}-${functionId}`} order by id`),
  );
  return rows;
}

/** Waits until that many runs of the function have ended; returns them all. */
export function ended(functionId: string, count = 1, app = 'test'): Promise<SeenRun[]> {
  return vi.waitFor(
    async () => {
      const runs = await runsOf(functionId, app);
      const over = runs.filter(({ state }) => state !== 'queued' && state !== 'running');
      if (over.length < count) throw new Error(`only ${over.length.toString()} runs have ended`);
      return runs;
    },
    { timeout: 15_000, interval: 10 },
  );
}

/** How many items the queue holds. */
export async function queueLength(): Promise<number> {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ n: number }>(sql`select count(*)::int as n from job_queue`),
  );
  return rows[0]?.n ?? 0;
}
