import { sql } from 'drizzle-orm';
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
    const [message] = await tx
      .update(messages)
      .set({
        ...(now !== null && editedColumns(now)),
        editedAt: editedAt === null ? null : new Date(editedAt),
        deletedAt: deletedAt === null ? null : new Date(deletedAt),
        // Read before this very change: of a message that was changed already, it stays.
        ...(now !== null && { firstText: sql`coalesce(${messages.firstText}, ${messages.text})` }),
        ...(deletedAt !== null && {
          text: deletedText,
          firstText: null,
          content: null,
          context: null,
          raw: null,
        }),
      })
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

/** What has a file keeps being that file: an edit is of the words beneath it, and may name them alone. */
function editedColumns({ kind, text, content }: ContentColumns) {
  const hasFile = sql`${messages.kind} = any(${sql.param([...FILE_KINDS])}::text[])`;
  return {
    kind: sql<MessageRow['kind']>`case when ${hasFile} then ${messages.kind} else ${kind} end`,
    text,
    content,
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
