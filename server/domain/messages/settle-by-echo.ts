import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundEchoEvent } from '#server/channels/events.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { contentColumns } from '#server/domain/messages/content-columns.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import { writeStanding } from '#server/domain/messages/write-standing.ts';

/**
 * Takes an echo for the answer that is still out, or was lost, to a call of ours with the same words
 * to the same person at about that time; of several the oldest. Returns whether there is one.
 */
export async function settleByEcho(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  contactId: string,
  event: InboundEchoEvent,
): Promise<boolean> {
  const { kind, text, content } = contentColumns(event.content);
  const ofContact = tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.channelId, channel.id), eq(conversations.contactId, contactId)));
  const at = event.occurredAt.toISOString();
  const isOfThatTime = sql`${at}::timestamptz between
    ${messages.occurredAt} - interval '1 minute' and ${messages.stateAt} + interval '5 minutes'`;
  const isSame = sql`(${messages.content} is null
    or ${messages.content} is not distinct from ${JSON.stringify(content)}::jsonb)`;
  const [message] = await tx
    .select(standingColumns)
    .from(messages)
    .where(
      and(
        inArray(messages.conversationId, ofContact),
        eq(messages.direction, 'outbound'),
        inArray(messages.state, ['sending', 'unknown']),
        isNull(messages.providerMessageId),
        eq(messages.kind, kind),
        eq(messages.text, text),
        isSame,
        isOfThatTime,
      ),
    )
    .orderBy(messages.occurredAt, messages.id)
    .limit(1)
    .for('update');
  if (message === undefined) return false;
  await writeStanding(ctx, tx, message, {
    providerMessageId: event.providerMessageId,
    state: 'sent',
    stateAt: event.occurredAt,
    leaseUntil: null,
    failureCode: null,
    failureText: null,
    failureDetail: null,
    canRetry: false,
  });
  return true;
}
