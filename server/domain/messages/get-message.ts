import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { selectMessages } from '#server/domain/messages/internal.ts';
import { showMessages } from '#server/domain/messages/show-messages.ts';

/** One message as a thread shows it. Throws NOT_FOUND. */
export async function getMessage(ctx: BusinessContext, input: { messageId: string }) {
  const [message] = await ctx.db(async (tx) => {
    const rows = await selectMessages(tx).where(eq(messages.id, input.messageId));
    return showMessages(ctx, tx, rows);
  });
  if (message === undefined) throw notFound('message');
  return message;
}
