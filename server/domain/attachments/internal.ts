import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import type { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';

export type AttachmentRow = typeof attachments.$inferSelect;

/** Tells the screens that show the message of a file that something about it changed. */
export async function publishChange(
  ctx: BusinessContext,
  tx: BusinessTx,
  messageId: string | null,
): Promise<void> {
  if (messageId === null) return;
  const [message] = await tx
    .select({ conversationId: messages.conversationId })
    .from(messages)
    .where(eq(messages.id, messageId));
  if (message === undefined) return;
  const ids = { conversationId: message.conversationId, messageId };
  await ctx.publish(tx, { name: 'message.updated', ids });
}
