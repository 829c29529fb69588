import { and, asc, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { untilWritten } from '#db/until-written.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { publishCampaign } from '#server/domain/campaigns/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { lost } from '#server/domain/messages/changes-after.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';
import { writeStandings } from '#server/domain/messages/write-standing.ts';

/** Shorter than a lease, at whose end they count as unknown. */
const patienceMs = 20_000;

/** Whoever was sending these died before telling us the outcome: only a receipt tells it now. */
export async function settleLapsed(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaignId: string,
): Promise<void> {
  const now = ctx.now();
  const lapsed = await lockMessages(
    tx,
    campaignId,
    sql`${recipients.state} = 'sending' and ${messages.state} = 'sending'
      and ${messages.leaseUntil} <= ${now.toISOString()}::timestamptz`,
  );
  if (lapsed.length === 0) return;
  const changed = lapsed.map((message) => ({ message, changes: lost(message, now) }));
  await writeStandings(ctx, tx, changed);
}

/** What a cancelled campaign would have tried again fails instead. */
export async function dropTries(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaignId: string,
): Promise<void> {
  const queued = await lockMessages(
    tx,
    campaignId,
    sql`${recipients.state} = 'waiting' and ${messages.state} = 'queued'
      and ${recipients.dueAt} is not null`,
  );
  if (queued.length === 0) return;
  const changes = {
    state: 'failed',
    stateAt: ctx.now(),
    failureCode: 'campaign_cancelled',
    failureText: 'The bulk send was cancelled before this message was tried again.',
    sendAfter: null,
  } as const;
  await writeStandings(
    ctx,
    tx,
    queued.map((message) => ({ message, changes })),
  );
}

/** In the order in which they are always locked; none that is being settled elsewhere. */
function lockMessages(
  tx: BusinessTx,
  campaignId: string,
  which: ReturnType<typeof sql>,
): Promise<StandingRow[]> {
  return tx
    .select(standingColumns)
    .from(recipients)
    .innerJoin(
      messages,
      and(eq(messages.businessId, recipients.businessId), eq(messages.id, recipients.id)),
    )
    .where(and(eq(recipients.campaignId, campaignId), which))
    .orderBy(asc(messages.id))
    .for('update', { of: messages, skipLocked: true });
}

/**
 * Gives back what was taken and not given to the provider: its recipients wait again as if nobody
 * had come, and no message is left of a first try.
 */
export async function giveBack(
  ctx: BusinessContext,
  campaignId: string,
  messageIds: readonly string[],
): Promise<void> {
  const ids = sql`${sql.param(messageIds)}::uuid[]`;
  const write = async (tx: BusinessTx) => {
    await tx.execute(sql`
      with ours as materialized (
        select business_id, id, attempts from ${messages}
        where id = any(${ids}) and state = 'sending' order by id for update
      ), gone as (
        delete from ${messages} m using ours
        where m.business_id = ours.business_id and m.id = ours.id and ours.attempts = 1
      ), queued as (
        update ${messages} m set state = 'queued', attempts = m.attempts - 1, lease_until = null
        from ours
        where m.business_id = ours.business_id and m.id = ours.id and ours.attempts > 1
      ), unshown as (
        update ${conversations} c set last_message_id = null, last_message_text = '',
          last_message_at = to_timestamp(0), last_message_direction = null,
          last_message_author = null, last_message_state = null
        from ${messages} m join ours on m.business_id = ours.business_id and m.id = ours.id
        where c.business_id = m.business_id and c.id = m.conversation_id
          and c.last_message_id = m.id and ours.attempts = 1
      )
      update ${recipients} r set state = 'waiting',
        due_at = case when ours.attempts > 1 then ${ctx.now().toISOString()}::timestamptz end
      from ours where r.business_id = ours.business_id and r.id = ours.id and r.state = 'sending'`);
    await publishCampaign(ctx, tx, campaignId);
  };
  await untilWritten(() => ctx.db(write), patienceMs);
}
