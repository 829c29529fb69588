import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { recipients } from '#db/schema/campaigns.ts';
import type { RecipientState } from '#db/schema/vocabulary.ts';

export interface Progress {
  total: number;
  byState: Record<RecipientState, number>;
  /** Why people were skipped, failed, or stay unknown; the most frequent first. */
  reasons: { state: RecipientState; reason: string; sentence: string; count: number }[];
}

interface CountRow extends Record<string, unknown> {
  campaign_id: string;
  state: RecipientState;
  reason: string | null;
  sentence: string | null;
  count: number;
}

/** How far campaigns have come, counted from their recipients: no counter can be wrong. */
export async function countRecipients(
  tx: BusinessTx,
  campaignIds: readonly string[],
): Promise<Map<string, Progress>> {
  const { rows } = await tx.execute<CountRow>(sql`
    select campaign_id, state, reason, min(sentence) as sentence, count(*)::int as count
    from ${recipients} where campaign_id = any(${sql.param(campaignIds)}::uuid[])
    group by campaign_id, state, reason order by count desc, reason`);
  const byCampaign = Map.groupBy(rows, (row) => row.campaign_id);
  return new Map(campaignIds.map((id) => [id, progressOf(byCampaign.get(id) ?? [])]));
}

function progressOf(rows: readonly CountRow[]): Progress {
  const byState = { waiting: 0, sending: 0, sent: 0, skipped: 0, failed: 0, unknown: 0 };
  for (const { state, count } of rows) byState[state] += count;
  return {
    total: rows.reduce((sum, { count }) => sum + count, 0),
    byState,
    reasons: rows.flatMap(({ state, reason, sentence, count }) =>
      reason === null || state === 'waiting'
        ? []
        : { state, reason, sentence: sentence ?? '', count },
    ),
  };
}
