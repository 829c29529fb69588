import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { messageRevisions } from '#db/schema/reactions.ts';
import { FILE_KINDS } from '#server/channels/content.ts';
import { removeAttachments } from '#server/domain/attachments/remove-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { ContentColumns } from '#server/domain/messages/content-columns.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';

/** For people: what stands in the place of words that their writer took back. */
const deletedText = 'This message was deleted.';

/**
 * Brings those of the messages that are known up to what their writers made of them: the latest edit
 * by the provider's clock, and nothing at all once taken back. Whoever calls it has locked the ids.
 * Returns what there was to change, by message.
 */
export async function reviseMessages(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  providerMessageIds: readonly string[],
): Promise<Map<string, MessageRow>> {
  const ids = sql.param(providerMessageIds);
  const known = await tx
    .select({
      providerMessageId: messageRevisions.providerMessageId,
      editedAt: sql<string | null>`max(occurred_at) filter (where kind = 'edited')`,
      deletedAt: sql<string | null>`min(occurred_at) filter (where kind = 'deleted')`,
      now: sql<ContentColumns | null>`(array_agg(content order by occurred_at desc, content::text desc) filter (where kind = 'edited'))[1]`,
    })
    .from(messageRevisions)
    .where(
      sql`business_id = ${ctx.businessId} and channel_id = ${channelId}
        and provider_message_id = any(${ids}::text[])`,
    )
    .groupBy(messageRevisions.providerMessageId);
  const revised = new Map<string, MessageRow>();
  for (const { providerMessageId, editedAt, deletedAt, now } of known) {
    if (deletedAt !== null) await forgetEdits(tx, channelId, providerMessageId);
    const [message] = await tx
      .update(messages)
      .set(deletedAt === null ? editedColumns(editedAt, now) : deletedColumns(deletedAt))
      .where(
        sql`${messages.channelId} = ${channelId} and ${messages.providerMessageId} = ${providerMessageId}`,
      )
      .returning();
    if (message === undefined) continue;
    revised.set(message.id, message);
    if (deletedAt !== null) await removeAttachments(ctx, tx, message.id);
    await showRevised(ctx, tx, message);
  }
  return revised;
}

/** Words that their writer took back stand nowhere; an edit that comes later goes the same way. */
async function forgetEdits(
  tx: BusinessTx,
  channelId: string,
  providerMessageId: string,
): Promise<void> {
  await tx
    .delete(messageRevisions)
    .where(
      and(
        eq(messageRevisions.channelId, channelId),
        eq(messageRevisions.providerMessageId, providerMessageId),
        eq(messageRevisions.kind, 'edited'),
      ),
    );
}

/** Of one that was edited before, nothing but the moment is left. */
function deletedColumns(deletedAt: string) {
  return {
    editedAt: null,
    deletedAt: new Date(deletedAt),
    text: deletedText,
    firstText: null,
    content: null,
    context: null,
    raw: null,
  };
}

/** What has a file keeps being that file: an edit is of the words beneath it, and may name them alone. */
function editedColumns(editedAt: string | null, now: ContentColumns | null) {
  if (editedAt === null || now === null) return { editedAt: null, deletedAt: null };
  const hasFile = sql`${messages.kind} = any(${sql.param([...FILE_KINDS])}::text[])`;
  return {
    editedAt: new Date(editedAt),
    deletedAt: null,
    kind: sql<MessageRow['kind']>`case when ${hasFile} then ${messages.kind} else ${now.kind} end`,
    text: now.text,
    content: now.content,
    // Read before this very change: of a message that was changed already, it stays.
    firstText: sql`coalesce(${messages.firstText}, ${messages.text})`,
  };
}

async function showRevised(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id: messageId, conversationId, kind, text, deletedAt }: MessageRow,
): Promise<void> {
  await tx
    .update(conversations)
    .set({
      lastMessageText: text,
      lastMessageKind: deletedAt === null ? kind : 'text',
      updatedAt: sql`now()`,
    })
    .where(
      sql`${conversations.id} = ${conversationId} and ${conversations.lastMessageId} = ${messageId}`,
    );
  await ctx.publish(tx, { name: 'message.updated', ids: { conversationId, messageId } });
}
