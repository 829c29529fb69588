import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { conversations } from '#db/schema/conversations.ts';
import { recipientStateOf } from '#server/domain/campaigns/transitions.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';

/** As `showStandings`, of one message. */
export function showStanding(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: StandingRow,
): Promise<void> {
  return showStandings(ctx, tx, [message]);
}

/** Tells the list, the bulk sends and the screens how the messages stand. */
export async function showStandings(
  ctx: BusinessContext,
  tx: BusinessTx,
  rows: readonly StandingRow[],
): Promise<void> {
  const column = <T>(read: (row: StandingRow) => T) => sql.param(rows.map(read));
  await tx.execute(sql`
    update ${conversations} c set last_message_state = v.state, last_message_failure = v.failure,
      updated_at = now()
    from unnest(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ conversationId }) => conversationId)}::uuid[],
      ${column(({ state }) => state)}::text[],
      ${column((row) => (row.state === 'failed' ? row.failureText : null))}::text[]
    ) as v(id, conversation_id, state, failure)
    where c.business_id = ${ctx.businessId} and c.id = v.conversation_id
      and c.last_message_id = v.id`);
  const ofCampaigns = rows.filter(({ campaignId }) => campaignId !== null);
  await showRecipients(ctx, tx, ofCampaigns);
  for (const { campaignId, conversationId, id: messageId, kind } of rows) {
    // No thread shows a reaction as a message of its own.
    if (campaignId !== null || kind === 'reaction') continue;
    await ctx.publish(tx, { name: 'message.updated', ids: { conversationId, messageId } });
  }
}

/** Of many messages of a bulk send the screens hear once. */
async function showRecipients(
  ctx: BusinessContext,
  tx: BusinessTx,
  rows: readonly StandingRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = <T>(read: (row: StandingRow) => T) => sql.param(rows.map(read));
  await tx.execute(sql`
    update ${recipients} r set state = v.state, due_at = v.due_at, reason = v.reason,
      sentence = v.sentence
    from unnest(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ state }) => recipientStateOf[state])}::text[],
      ${column(({ state, sendAfter }) => (state === 'queued' ? (sendAfter?.toISOString() ?? null) : null))}::timestamptz[],
      ${column(({ failureCode }) => failureCode)}::text[],
      ${column(({ failureText }) => failureText)}::text[]
    ) as v(id, state, due_at, reason, sentence)
    where r.business_id = ${ctx.businessId} and r.id = v.id
      and (r.state, r.due_at, r.reason) is distinct from (v.state, v.due_at, v.reason)`);
  for (const campaignId of new Set(rows.flatMap((row) => row.campaignId ?? []))) {
    await ctx.publish(tx, { name: 'campaign.updated', ids: { campaignId } });
  }
}
