import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { splitText } from '#server/domain/messages/split-text.ts';

/**
 * A text waits for its time as it was written. Once it is queued it becomes the messages that its
 * channel takes: itself with the first part, and the others behind it.
 */
export async function splitWaiting(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: MessageRow,
): Promise<void> {
  if (!isPlainText(message)) return;
  const [channel] = await tx
    .select({ kind: channels.kind })
    .from(channels)
    .where(eq(channels.id, message.channelId));
  if (channel === undefined) return;
  const { capabilities } = ctx.channels.adapterFor(channel.kind);
  const [text, ...more] = splitText(message.text, capabilities);
  if (text === undefined || more.length === 0) return;
  await tx.update(messages).set({ text }).where(eq(messages.id, message.id));
  let last = message;
  for (const part of more) last = await writeBehind(ctx, tx, last, part);
  await tx
    .update(conversations)
    .set({ lastMessageId: last.id, lastMessageText: last.text })
    .where(
      and(
        eq(conversations.id, message.conversationId),
        eq(conversations.lastMessageId, message.id),
      ),
    );
}

/** Words alone, which may be taken apart; what else there is goes as it is. */
export function isPlainText({
  kind,
  content,
  template,
}: Pick<MessageRow, 'kind' | 'content' | 'template'>): boolean {
  return kind === 'text' && content === null && template === null;
}

/** By the same author, at the same moment: in the thread the ids keep the order. */
async function writeBehind(
  ctx: BusinessContext,
  tx: BusinessTx,
  before: MessageRow,
  text: string,
): Promise<MessageRow> {
  const { businessId, conversationId, channelId, direction, author, authorMemberId } = before;
  const { state, stateAt, occurredAt } = before;
  const [message] = await tx
    .insert(messages)
    .values({
      ...{ businessId, conversationId, channelId, direction, author, authorMemberId },
      ...{ kind: 'text', text, state, stateAt, occurredAt, followsId: before.id },
    })
    .returning();
  if (message === undefined) throw new Error('The message was not written.');
  await ctx.publish(tx, {
    name: 'message.created',
    ids: { conversationId, messageId: message.id },
  });
  return message;
}
