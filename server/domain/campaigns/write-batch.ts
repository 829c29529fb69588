import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns, recipients } from '#db/schema/campaigns.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import type { CampaignRow } from '#server/domain/campaigns/internal.ts';
import { publishCampaign } from '#server/domain/campaigns/internal.ts';
import type { SortedCandidates } from '#server/domain/campaigns/sort-candidates.ts';
import { writeRefused } from '#server/domain/campaigns/write-refused.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { leaseSeconds } from '#server/domain/messages/claim-message.ts';
import type { outboundOf } from '#server/domain/messages/claim-message.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { afterSending, recipientRate } from '#server/domain/sending/pace.ts';
import type { Pace, Rate } from '#server/domain/sending/pace.ts';
import { noteBegun, writeChannelPace } from '#server/domain/sending/take-turn.ts';

interface Batch {
  campaign: CampaignRow;
  pace: Pace;
  rate: Rate;
  now: Date;
  sorted: SortedCandidates;
}

type Go = SortedCandidates['go'];

/** A message that is ours to give to the provider, until its lease ends. */
export type BatchSend = Parameters<typeof outboundOf>[2] & { address: string };

/** Writes what was decided of the candidates: messages under a lease, refusals, and later times. */
export async function writeBatch(
  ctx: BusinessContext,
  tx: BusinessTx,
  batch: Batch,
): Promise<BatchSend[]> {
  const { campaign, pace, rate, now, sorted } = batch;
  await writeRefused(ctx, tx, sorted.refused);
  await writeLater(ctx, tx, sorted.later, now);
  const taken = new Set([
    ...(await retakeMessages(tx, sorted.go, now)),
    ...(await insertMessages(ctx, tx, campaign, sorted.go, now)),
  ]);
  const go = sorted.go.filter(({ id }) => taken.has(id));
  if (sorted.refused.length > 0) await publishCampaign(ctx, tx, campaign.id);
  if (go.length === 0) return [];
  await tx.execute(sql`
    update ${recipients} set state = 'sending', due_at = null
    where id = any(${sql.param(go.map(({ id }) => id))}::uuid[])`);
  await payRecipients(ctx, tx, go, now);
  const { channelId, text, template } = campaign;
  await writeChannelPace(tx, channelId, afterSending(pace, rate, now.getTime(), go.length));
  const begun = go.filter(({ begins }) => begins).map(({ conversationId }) => conversationId);
  await noteBegun(ctx, tx, channelId, begun.sort());
  if (begun.length > 0) await showAsFirst(ctx, tx, campaign, go, now);
  if (campaign.waitReason !== null) await goOn(tx, campaign);
  return go.map(({ id, address }) => ({
    id,
    address,
    text,
    template,
    quotedProviderMessageId: null,
  }));
}

async function writeLater(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  later: SortedCandidates['later'],
  now: Date,
): Promise<void> {
  if (later.length === 0) return;
  await tx.execute(sql`
    update ${recipients} r
    set due_at = ${now.toISOString()}::timestamptz + v.wait_ms * interval '1 ms'
    from unnest(
      ${sql.param(later.map(({ id }) => id))}::uuid[],
      ${sql.param(later.map(({ waitMs }) => Math.ceil(waitMs)))}::float8[]
    ) as v(id, wait_ms)
    where r.business_id = ${businessId} and r.id = v.id`);
}

/** Messages that were refused for a while and are tried again; one that a receipt is settling is not. */
async function retakeMessages(tx: BusinessTx, go: Go, now: Date): Promise<string[]> {
  const due = go.filter(({ wasDue }) => wasDue).map(({ id }) => id);
  if (due.length === 0) return [];
  const { rows } = await tx.execute<{ id: string }>(sql`
    with free as (
      select business_id, id from ${messages}
      where id = any(${sql.param(due)}::uuid[]) and state = 'queued'
      for update skip locked
    )
    update ${messages} m set state = 'sending', state_at = ${now.toISOString()}::timestamptz,
      attempts = m.attempts + 1, send_after = null, lease_until = ${leaseFrom(now)}::timestamptz
    from free where m.business_id = free.business_id and m.id = free.id returning m.id`);
  return rows.map(({ id }) => id);
}

/** A message has the id of its recipient: whoever has one already is not written to again. */
async function insertMessages(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  { id: campaignId, channelId, text, template }: CampaignRow,
  go: Go,
  now: Date,
): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    insert into ${messages} (business_id, id, conversation_id, channel_id, campaign_id, direction,
      author, text, template, state, state_at, attempts, lease_until, occurred_at)
    select ${businessId}, v.id, v.conversation_id, ${channelId}, ${campaignId}, 'outbound',
      'campaign', ${text}, ${template === null ? null : JSON.stringify(template)}::jsonb, 'sending',
      ${now.toISOString()}::timestamptz, 1, ${leaseFrom(now)}::timestamptz,
      ${toWholeSecond(now).toISOString()}::timestamptz
    from unnest(
      ${sql.param(go.map(({ id }) => id))}::uuid[],
      ${sql.param(go.map(({ conversationId }) => conversationId))}::uuid[]
    ) as v(id, conversation_id)
    on conflict do nothing returning id`);
  return rows.map(({ id }) => id);
}

function leaseFrom(now: Date): string {
  return new Date(now.getTime() + leaseSeconds * 1_000).toISOString();
}

async function payRecipients(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  go: Go,
  now: Date,
): Promise<void> {
  const ids = go.map(({ conversationId }) => conversationId).sort();
  await tx.execute(sql`
    insert into ${recipientPaces} as p (business_id, conversation_id, paid_up_at)
    select ${businessId}, id, ${now.getTime()}::float8 + ${recipientRate.everyMs}::float8
    from unnest(${sql.param(ids)}::uuid[]) as id
    on conflict (business_id, conversation_id) do update
    set paid_up_at = greatest(p.paid_up_at, ${now.getTime()}::float8) + ${recipientRate.everyMs}::float8`);
}

/** A bulk send moves no conversation in the list; but one that has nothing else to show shows it. */
async function showAsFirst(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  { text }: CampaignRow,
  go: Go,
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    update ${conversations} c set last_message_id = v.id, last_message_text = ${text},
      last_message_at = ${toWholeSecond(now).toISOString()}::timestamptz,
      last_message_direction = 'outbound', last_message_author = 'campaign',
      last_message_author_name = null, last_message_state = 'sending', updated_at = now()
    from unnest(
      ${sql.param(go.map(({ id }) => id))}::uuid[],
      ${sql.param(go.map(({ conversationId }) => conversationId))}::uuid[]
    ) as v(id, conversation_id)
    where c.business_id = ${businessId} and c.id = v.conversation_id and c.last_message_id is null`);
}

async function goOn(tx: BusinessTx, { id, businessId }: CampaignRow): Promise<void> {
  await tx
    .update(campaigns)
    .set({ waitReason: null, waitUntil: null })
    .where(and(eq(campaigns.businessId, businessId), eq(campaigns.id, id)));
}
