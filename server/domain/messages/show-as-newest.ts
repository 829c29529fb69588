import type { BusinessTx } from '#db/business.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { ConversationRow } from '#server/domain/conversations/open-conversation.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';

/** What the list shows of a message that a provider brought, if none of its thread is newer. */
export function lastMessageColumns(
  conversation: ConversationRow,
  message: MessageRow,
): Partial<ConversationRow> {
  if (!isAfterLast(conversation, message)) return {};
  return {
    lastMessageId: message.id,
    lastMessageAt: message.occurredAt,
    lastMessageText: message.text,
    lastMessageDirection: message.direction,
    lastMessageAuthor: message.author,
    lastMessageAuthorName: null,
    lastMessageKind: message.kind,
    lastMessageState: message.state,
    lastMessageFailure: null,
  };
}

/** In the order of a thread: by the second, then by id. */
function isAfterLast(
  { lastMessageAt, lastMessageId }: ConversationRow,
  message: Pick<MessageRow, 'id' | 'occurredAt'>,
): boolean {
  const ahead = message.occurredAt.getTime() - lastMessageAt.getTime();
  return ahead > 0 || (ahead === 0 && message.id > (lastMessageId ?? ''));
}

/** Of a conversation that was closed; one in which nothing was said yet was never closed by anybody. */
export async function noteReopened(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id, contactId, status, lastMessageId }: ConversationRow,
): Promise<void> {
  if (status === 'open' || lastMessageId === null) return;
  const activity = { kind: 'conversation.reopened', contactId, conversationId: id };
  await recordActivity(ctx, tx, activity);
}
