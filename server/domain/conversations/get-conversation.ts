import { eq } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { selectConversations, withDisplayName } from '#server/domain/conversations/internal.ts';
import { reasonOnceClosed, replyWindow } from '#server/domain/conversations/reply-window.ts';
import { notFound } from '#server/domain/errors.ts';

/** One conversation with its reply window. Throws NOT_FOUND. */
export async function getConversation(ctx: BusinessContext, input: { conversationId: string }) {
  const [row] = await ctx.db((tx) =>
    selectConversations(tx).where(eq(conversations.id, input.conversationId)),
  );
  if (row === undefined) throw notFound('conversation');
  const { capabilities } = ctx.channels.adapterFor(row.channelKind);
  return {
    ...withDisplayName(ctx, row),
    window: replyWindow(capabilities, row.lastInboundAt, ctx.now(), 'person'),
    /** Until then also what nobody wrote by hand may be sent; null = always, or never yet. */
    freelyUntil: replyWindow(capabilities, row.lastInboundAt, ctx.now()).closesAt,
    reasonOnceClosed: reasonOnceClosed(capabilities),
    maxTextLength: capabilities.maxTextLength,
    maxTextBytes: capabilities.maxTextBytes,
    files: capabilities.files,
    hasTemplates: capabilities.templates,
  };
}
