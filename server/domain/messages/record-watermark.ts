import { and, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundStatusEvent, InboundWatermarkEvent } from '#server/channels/events.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { openConversation } from '#server/domain/conversations/open-conversation.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';

type Channel = Pick<StoredChannel, 'id' | 'kind'>;

/**
 * A person has read everything up to a moment: each message of ours until then has a receipt of it.
 * The moment stays on the conversation for messages whose own answer is still out, and the message
 * that the provider names waits in the log of receipts like any other.
 */
export async function recordWatermark(
  ctx: BusinessContext,
  channel: Channel,
  event: InboundWatermarkEvent,
): Promise<void> {
  const { from, occurredAt, providerMessageId } = event;
  const conversationId = await ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, { from, occurredAt });
    const { id } = await openConversation(ctx, tx, channel, contact, { status: 'closed' });
    const readUpToAt = sql`greatest(${conversations.readUpToAt}, ${occurredAt.toISOString()}::timestamptz)`;
    await tx.update(conversations).set({ readUpToAt }).where(eq(conversations.id, id));
    return id;
  });
  const named = providerMessageId === undefined ? [] : [readAt(providerMessageId, occurredAt)];
  await ctx.db((tx) => waitForAnswers(tx, conversationId));
  const ids = await ctx.db((tx) => sentUntil(tx, conversationId, occurredAt));
  const events = [...named, ...ids.map((id) => readAt(id, occurredAt))];
  if (events.length > 0) await recordReceipts(ctx, channel, events);
}

/** Of one whose answer is being written down right now, that is what says when it counts. */
async function waitForAnswers(tx: BusinessTx, conversationId: string): Promise<void> {
  await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.state, ['queued', 'sending', 'unknown']),
      ),
    )
    .orderBy(messages.id)
    .for('share');
}

async function sentUntil(tx: BusinessTx, conversationId: string, moment: Date): Promise<string[]> {
  const rows = await tx
    .select({ id: messages.providerMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, 'outbound'),
        isNotNull(messages.providerMessageId),
        sql`${messages.occurredAt} <= ${moment.toISOString()}::timestamptz`,
        sql`(${messages.state} in ('accepted', 'sent', 'delivered')
          or (${messages.state} = 'read' and ${messages.stateAt} > ${moment.toISOString()}::timestamptz))`,
      ),
    );
  return rows.flatMap(({ id }) => id ?? []);
}

/** Of messages that the provider has only now taken, as far as their people have read already. */
export async function readUpTo(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  messageIds: readonly string[],
): Promise<void> {
  const rows = await tx
    .select({ id: messages.providerMessageId, readUpToAt: conversations.readUpToAt })
    .from(messages)
    .innerJoin(
      conversations,
      and(
        eq(conversations.businessId, messages.businessId),
        eq(conversations.id, messages.conversationId),
        gte(conversations.readUpToAt, messages.occurredAt),
      ),
    )
    .where(
      and(
        sql`${messages.id} = any(${sql.param(messageIds)}::uuid[])`,
        inArray(messages.state, ['accepted', 'sent', 'delivered']),
      ),
    );
  const events = rows.flatMap(({ id, readUpToAt }) =>
    id === null || readUpToAt === null ? [] : [readAt(id, readUpToAt)],
  );
  if (events.length > 0) await recordReceipts(ctx, channel, events);
}

function readAt(providerMessageId: string, occurredAt: Date): InboundStatusEvent {
  return {
    type: 'status',
    externalChannelId: '',
    providerMessageId,
    status: 'read',
    occurredAt,
    raw: { read: 'everything up to then' },
  };
}
