import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { planReply } from '#server/domain/messages/plan-reply.ts';
import type { ReplyPart } from '#server/domain/messages/plan-reply.ts';
import type { ReplyInput } from '#server/domain/messages/schema.ts';

type PreparedReply =
  | { earlier: string }
  | {
      conversation: Awaited<ReturnType<typeof lockConversation>>;
      quoted: string | null;
      /** The messages that it becomes, at least one, in order. */
      parts: ReplyPart[];
    };

/**
 * What every message of a member needs, whether it goes at once or later: its conversation, locked,
 * the messages that it becomes, and the provider's id of what it quotes. A client id that is known names its earlier message.
 */
export async function prepareReply(
  ctx: BusinessContext,
  tx: BusinessTx,
  input: ReplyInput,
): Promise<PreparedReply> {
  const conversation = await lockConversation(tx, input.conversationId);
  const earlier = await findByClientId(tx, input);
  if (earlier !== null) return { earlier };
  if (conversation.channelStatus === 'disconnected') throw disconnected();
  if (input.template !== undefined) checkTemplate(ctx, conversation.kind);
  const quoted = await findQuoted(tx, input);
  const adapter = ctx.channels.adapterFor(conversation.kind);
  return { conversation, quoted, parts: await planReply(ctx, tx, adapter, input) };
}

export async function lockConversation(tx: BusinessTx, conversationId: string) {
  const [conversation] = await tx
    .select({
      id: conversations.id,
      channelId: conversations.channelId,
      lastInboundAt: conversations.lastInboundAt,
      kind: channels.kind,
      channelStatus: channels.status,
      marksRead: channels.marksRead,
    })
    .from(conversations)
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .where(eq(conversations.id, conversationId))
    .for('update', { of: conversations });
  if (conversation === undefined) throw notFound('conversation');
  return conversation;
}

async function findByClientId(tx: BusinessTx, input: ReplyInput): Promise<string | null> {
  const [earlier] = await tx
    .select({ messageId: messages.id, conversationId: messages.conversationId })
    .from(messages)
    .where(eq(messages.clientId, input.clientId));
  if (earlier === undefined) return null;
  if (earlier.conversationId !== input.conversationId) {
    throw new ServiceError('CONFLICT', 'This message was already sent in another conversation.');
  }
  return earlier.messageId;
}

export function disconnected(): ServiceError {
  return new ServiceError(
    'PRECONDITION_FAILED',
    'This channel is disconnected, so nothing can be sent through it.',
  );
}

/** Throws BAD_REQUEST where the channel knows no templates. */
export function checkTemplate(ctx: BusinessContext, kind: ChannelKind): void {
  if (ctx.channels.adapterFor(kind).capabilities.templates) return;
  throw new ServiceError('BAD_REQUEST', 'This channel knows no templates.');
}

/** Throws BAD_REQUEST for a text that is longer than the channel takes. */
export function checkText(ctx: BusinessContext, kind: ChannelKind, text: string): void {
  const { maxTextLength } = ctx.channels.adapterFor(kind).capabilities;
  if (text.length > maxTextLength) {
    throw new ServiceError(
      'BAD_REQUEST',
      `A message here can have at most ${maxTextLength.toLocaleString('en')} characters.`,
    );
  }
}

async function findQuoted(tx: BusinessTx, input: ReplyInput): Promise<string | null> {
  if (input.quotedMessageId === undefined) return null;
  const [quoted] = await tx
    .select({ providerMessageId: messages.providerMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.id, input.quotedMessageId),
        eq(messages.conversationId, input.conversationId),
      ),
    );
  if (quoted === undefined) throw notFound('quoted message');
  if (quoted.providerMessageId !== null) return quoted.providerMessageId;
  throw new ServiceError(
    'PRECONDITION_FAILED',
    'The message that this one answers has not gone out, so it cannot be quoted yet.',
  );
}
