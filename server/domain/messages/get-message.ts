import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { selectMessages } from '#server/domain/messages/internal.ts';

/** One message as a thread shows it. Throws NOT_FOUND. */
export async function getMessage(ctx: BusinessContext, input: { messageId: string }) {
  const [message] = await ctx.db((tx) =>
    selectMessages(tx).where(eq(messages.id, input.messageId)),
  );
  if (message === undefined) throw notFound('message');
  return message;
}
