import { and, eq, isNull, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/types.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { lockProviderIds, writeStanding } from '#server/domain/messages/write-standing.ts';
import { applyFailures } from '#server/domain/sending/apply-failure.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Keeps what the provider says became of a message, and moves the message forward by it. A receipt
 * that comes before we know its message waits in the log until the message takes its provider id.
 */
export async function recordReceipt(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundStatusEvent,
): Promise<void> {
  await ctx.db(async (tx) => {
    await lockProviderIds(tx, channel.id, [event.providerMessageId]);
    const message = await lockMessage(tx, channel, event);
    const written = await keepReceipt(ctx, tx, channel, event);
    const isKnown = message !== null && message.providerMessageId !== null;
    if (written === 'new' && event.failure !== undefined) {
      // Of a message that only now learns its provider id, `writeStanding` tells its person.
      const conversationId = isKnown ? message.conversationId : null;
      const refusal = { conversationId, failure: event.failure, seconds: null };
      await applyFailures(ctx, tx, channel.id, [refusal]);
    }
    if (message === null || (written === null && isKnown)) return;
    await writeStanding(ctx, tx, message, { providerMessageId: event.providerMessageId });
  });
}

/** Of two that say the same the earlier is kept, whichever comes first; null when nothing is new. */
async function keepReceipt(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundStatusEvent,
): Promise<'new' | 'earlier' | null> {
  const said = {
    clientReference: event.clientReference ?? null,
    occurredAt: event.occurredAt,
    failureCode: event.failure?.code ?? null,
    failureText: event.failure?.message ?? null,
    canRetry: event.failure?.retryable ?? false,
    raw: event.raw,
  };
  const { channelId, providerMessageId, status } = receipts;
  const subject = {
    channelId: channel.id,
    providerMessageId: event.providerMessageId,
    status: event.status,
  };
  const added = await tx
    .insert(receipts)
    .values({ businessId: ctx.businessId, ...subject, ...said })
    .onConflictDoNothing()
    .returning({ id: receipts.id });
  if (added.length > 0) return 'new';
  const isEarlier = sql`(${event.occurredAt.toISOString()}::timestamptz, ${JSON.stringify(event.raw)}::jsonb::text)
    < (${receipts.occurredAt}, ${receipts.raw}::text)`;
  const replaced = await tx
    .update(receipts)
    .set(said)
    .where(
      and(
        eq(channelId, subject.channelId),
        eq(providerMessageId, subject.providerMessageId),
        eq(status, subject.status),
        isEarlier,
      ),
    )
    .returning({ id: receipts.id });
  return replaced.length > 0 ? 'earlier' : null;
}

/** By the provider's id, or by ours where the provider echoes it and we never learned its own. */
async function lockMessage(
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundStatusEvent,
): Promise<MessageRow | null> {
  const onChannel = and(eq(messages.channelId, channel.id), eq(messages.direction, 'outbound'));
  if (event.clientReference !== undefined && uuid.test(event.clientReference)) {
    const [byReference] = await tx
      .select()
      .from(messages)
      .where(
        and(onChannel, eq(messages.id, event.clientReference), isNull(messages.providerMessageId)),
      )
      .for('update');
    if (byReference !== undefined) {
      return (await isOfEarlierTry(tx, channel, event)) ? null : byReference;
    }
  }
  const [byProviderId] = await tx
    .select()
    .from(messages)
    .where(and(onChannel, eq(messages.providerMessageId, event.providerMessageId)))
    .for('update');
  return byProviderId ?? null;
}

/** A receipt with our id gives its message the provider's at once; one that lost it was sent again. */
async function isOfEarlierTry(
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundStatusEvent,
): Promise<boolean> {
  const [earlier] = await tx
    .select({ id: receipts.id })
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, channel.id),
        eq(receipts.providerMessageId, event.providerMessageId),
        eq(receipts.clientReference, event.clientReference ?? ''),
      ),
    )
    .limit(1);
  return earlier !== undefined;
}
