import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { StepResult } from '#inngest/embedded/call-outcome.ts';
import { heldItem } from '#inngest/embedded/held.ts';
import type { ClaimedItem, KeptStep } from '#inngest/embedded/store.ts';

/**
 * Keeps the results of steps that ran one after the other, with nothing else of the run under way,
 * in one statement. Its heart-beat prolongs the lease, so that the queue is written to only when
 * the item had failed before. Returns all steps in order; undefined when another holds the item.
 */
export function keepSteps(item: ClaimedItem, steps: StepResult[]): Promise<KeptStep[] | undefined> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute(sql`
      with ${heldItem(item)}, kept as (
        insert into job_steps (run_id, hash, name, attempts, result)
        select held.run_id, s.hash, s.name, ${item.attempt + 1}::int, s.result::json
        from held, unnest(
          ${sql.param(steps.map(({ hash }) => hash))}::text[],
          ${sql.param(steps.map(({ name }) => name))}::text[],
          ${sql.param(steps.map(({ result }) => JSON.stringify(result)))}::text[]
        ) with ordinality as s(hash, name, result, place)
        order by s.place
        on conflict (run_id, hash) do nothing
      ), freshened as (
        update job_queue q set attempt = 0, deaths = 0, last_error = null
        from held where q.id = held.id and (q.attempt > 0 or q.deaths > 0)
      )
      select id from held`);
    if (rows.length === 0) return undefined;
    return [...item.steps, ...steps.map(({ hash, result }) => ({ hash, result }))];
  });
}
