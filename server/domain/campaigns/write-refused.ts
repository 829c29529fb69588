import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { messages } from '#db/schema/messages.ts';
import type { SortedCandidates } from '#server/domain/campaigns/sort-candidates.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Leaves out for good, with the reason, whom the gate refused. Their rows are locked. */
export async function writeRefused(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  refused: SortedCandidates['refused'],
): Promise<void> {
  if (refused.length === 0) return;
  // One whose earlier try is still queued is not left as if it went on, and one that a receipt is
  // settling is left to it.
  const tried = refused.filter(({ wasDue }) => wasDue).map(({ id }) => id);
  await tx.execute(sql`
    with free as (
      select id from ${messages}
      where business_id = ${businessId} and id = any(${sql.param(tried)}::uuid[])
        and state = 'queued'
      for update skip locked
    ), ended as (
      update ${messages} m set state = 'failed', state_at = now(), failure_code = v.reason,
        failure_text = v.sentence, lease_until = null
      from ${refusalsOf(refused)} join free using (id)
      where m.business_id = ${businessId} and m.id = v.id
    )
    update ${recipients} r set state = 'skipped', due_at = null, reason = v.reason,
      sentence = v.sentence
    from ${refusalsOf(refused)}
    where r.business_id = ${businessId} and r.id = v.id
      and not exists (
        select from ${messages} m
        where m.business_id = ${businessId} and m.id = v.id and m.id not in (select id from free))`);
}

function refusalsOf(refused: SortedCandidates['refused']) {
  return sql`unnest(
    ${sql.param(refused.map(({ id }) => id))}::uuid[],
    ${sql.param(refused.map(({ refusal }) => refusal.reason))}::text[],
    ${sql.param(refused.map(({ refusal }) => refusal.sentence))}::text[]
  ) as v(id, reason, sentence)`;
}
