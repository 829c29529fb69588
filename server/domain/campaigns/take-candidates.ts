import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { recipients } from '#db/schema/campaigns.ts';
import type { Candidate } from '#server/domain/campaigns/sort-candidates.ts';

/** Locked, those whose own time has come before those who wait in line; none that others hold. */
export async function takeCandidates(
  tx: BusinessTx,
  campaignId: string,
  limit: number,
  now: Date,
): Promise<Candidate[]> {
  const waiting = sql`campaign_id = ${campaignId} and state = 'waiting'`;
  const { rows } = await tx.execute<{ id: string; conversation_id: string; was_due: boolean }>(sql`
    with due as (
      select id, conversation_id, due_at from ${recipients}
      where ${waiting} and due_at <= ${now.toISOString()}::timestamptz
      order by due_at, id limit ${limit} for update skip locked
    ), in_line as (
      select id, conversation_id from ${recipients}
      where ${waiting} and due_at is null
      order by id limit ${limit} - (select count(*) from due) for update skip locked
    )
    select id, conversation_id, true as was_due from due
    union all select id, conversation_id, false from in_line`);
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    wasDue: row.was_due,
  }));
}
