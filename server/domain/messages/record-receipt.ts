import { and, eq, isNull } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/types.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { lockProviderId, writeStanding } from '#server/domain/messages/internal.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { applyFailure } from '#server/domain/sending/apply-failure.ts';

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
    await lockProviderId(tx, channel.id, event.providerMessageId);
    const message = await lockMessage(tx, channel, event);
    const written = await tx
      .insert(receipts)
      .values({
        businessId: ctx.businessId,
        channelId: channel.id,
        providerMessageId: event.providerMessageId,
        clientReference: event.clientReference ?? null,
        status: event.status,
        occurredAt: event.occurredAt,
        failureCode: event.failure?.code ?? null,
        failureText: event.failure?.message ?? null,
        canRetry: event.failure?.retryable ?? false,
        raw: event.raw,
      })
      .onConflictDoNothing()
      .returning({ id: receipts.id });
    if (written.length > 0 && event.failure !== undefined) {
      const conversationId = message?.conversationId ?? null;
      await applyFailure(ctx, tx, { channelId: channel.id, conversationId }, event.failure, null);
    }
    if (message === null || (written.length === 0 && message.providerMessageId !== null)) return;
    await writeStanding(ctx, tx, message, { providerMessageId: event.providerMessageId });
  });
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
