import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { InboundWatermarkEvent } from '#server/channels/events.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { openConversation } from '#server/domain/conversations/open-conversation.ts';
import {
  keepMoment,
  namedColumns,
  readAt,
  sentUntil,
  untilNamed,
  watermark,
} from '#server/domain/messages/read-until.ts';
import type { Until } from '#server/domain/messages/read-until.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';

type Channel = Pick<StoredChannel, 'id' | 'kind'>;

/**
 * A person has read everything up to a moment, or up to the message that the provider names: each
 * message of ours until then has a receipt of it, and none after it. The moment stays on the
 * conversation for messages whose own answer is still out; a message that is named and not known yet
 * waits in the log of receipts like any other.
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
    return id;
  });
  const named = providerMessageId === undefined ? [] : [readAt(providerMessageId, occurredAt)];
  await ctx.db((tx) => waitForAnswers(tx, conversationId));
  const ids = await ctx.db(async (tx) => {
    const isUntil =
      providerMessageId === undefined
        ? untilMoment(occurredAt)
        : await untilMessage(tx, conversationId, providerMessageId);
    if (isUntil === null) return [];
    await keepMoment(tx, conversationId, isUntil.readUpToAt);
    return sentUntil(tx, conversationId, isUntil.condition, occurredAt);
  });
  const events = [...named, ...ids.map((id) => readAt(id, occurredAt))];
  if (events.length > 0) await recordReceipts(ctx, channel, events);
}

function untilMoment(moment: Date): Until {
  const at = sql`${moment.toISOString()}::timestamptz`;
  return { condition: sql`${messages.occurredAt} <= ${at}`, readUpToAt: at };
}

async function untilMessage(
  tx: BusinessTx,
  conversationId: string,
  providerMessageId: string,
): Promise<Until | null> {
  const [named] = await tx
    .select(namedColumns)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, 'outbound'),
        eq(messages.providerMessageId, providerMessageId),
      ),
    );
  return named === undefined ? null : untilNamed(named);
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

type Learned = Pick<StandingRow, 'id' | 'state'>;

/** Of messages whose provider ids are known only now: as far as their people have read already. */
export async function readUpTo(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  learned: readonly Learned[],
): Promise<void> {
  const ids = learned.map(({ id }) => id);
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
        sql`${messages.id} = any(${sql.param(ids)}::uuid[])`,
        inArray(messages.state, ['accepted', 'sent', 'delivered']),
      ),
    );
  const events = rows.flatMap(({ id, readUpToAt }) =>
    id === null || readUpToAt === null ? [] : [readAt(id, readUpToAt)],
  );
  const read = learned.flatMap(({ id, state }) => (state === 'read' ? [id] : []));
  for (const named of read.length === 0 ? [] : await watermarksOn(tx, channel.id, read)) {
    const until = untilNamed(named);
    await keepMoment(tx, named.conversationId, until.readUpToAt);
    const before = await sentUntil(tx, named.conversationId, until.condition, named.readAt);
    events.push(...before.map((id) => readAt(id, named.readAt)));
  }
  if (events.length > 0) await recordReceipts(ctx, channel, events);
}

/** Those that a watermark named before they were known. */
async function watermarksOn(tx: BusinessTx, channelId: string, ids: readonly string[]) {
  return tx
    .select({ ...namedColumns, readAt: receipts.occurredAt })
    .from(messages)
    .innerJoin(
      receipts,
      and(
        eq(receipts.businessId, messages.businessId),
        eq(receipts.channelId, messages.channelId),
        eq(receipts.providerMessageId, messages.providerMessageId),
        eq(receipts.status, 'read'),
        sql`${receipts.raw} = ${JSON.stringify(watermark)}::jsonb`,
      ),
    )
    .where(
      and(eq(messages.channelId, channelId), sql`${messages.id} = any(${sql.param(ids)}::uuid[])`),
    );
}
