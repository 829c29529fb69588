import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { receipts } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import { detailOf } from '#server/channels/failures.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

/** Of a status nothing was known yet, or only that it came later. */
export type Novelty = 'new' | 'earlier';

/** One status of one message: the log has it once. */
export function keyOf(subject: Pick<InboundStatusEvent, 'providerMessageId' | 'status'>): string {
  return `${subject.status}|${subject.providerMessageId}`;
}

/**
 * Of two that say the same the earlier is kept, whichever comes first. Returns what is new about a
 * message, by `keyOf`; what was known already is missing.
 */
export async function keepReceipts(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  events: readonly InboundStatusEvent[],
): Promise<Map<string, Novelty>> {
  const column = <T>(read: (event: InboundStatusEvent) => T) => sql.param(events.map(read));
  const { rows } = await tx.execute<{ key: string; is_new: boolean }>(sql`
    insert into ${receipts} as kept (business_id, channel_id, provider_message_id, status,
      client_reference, occurred_at, failure_code, failure_text, failure_detail, raw)
    select distinct on (provider_message_id, status) ${ctx.businessId}::uuid, ${channel.id}::uuid,
      v.*
    from unnest(
      ${column(({ providerMessageId }) => providerMessageId)}::text[],
      ${column(({ status }) => status)}::text[],
      ${column(({ clientReference }) => clientReference ?? null)}::text[],
      ${column(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[],
      ${column(({ failure }) => failure?.code ?? null)}::text[],
      ${column(({ failure }) => failure?.message ?? null)}::text[],
      ${column(({ failure }) => (failure === undefined ? null : detailOf(failure)))}::text[],
      ${column(({ raw }) => JSON.stringify(raw ?? null))}::jsonb[]
    ) as v(provider_message_id, status, client_reference, occurred_at, failure_code, failure_text,
      failure_detail, raw)
    order by provider_message_id, status, occurred_at, raw::text
    on conflict (business_id, channel_id, provider_message_id, status) do update set
      client_reference = excluded.client_reference, occurred_at = excluded.occurred_at,
      failure_code = excluded.failure_code, failure_text = excluded.failure_text,
      failure_detail = excluded.failure_detail, raw = excluded.raw
    where (excluded.occurred_at, excluded.raw::text) < (kept.occurred_at, kept.raw::text)
    returning kept.status || '|' || kept.provider_message_id as key, old.id is null as is_new`);
  return new Map(rows.map((row) => [row.key, row.is_new ? 'new' : 'earlier']));
}
