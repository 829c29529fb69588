import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import type { ReplyPart } from '#server/domain/messages/plan-reply.ts';
import { showTemplate } from '#server/domain/templates/show-template.ts';

type Placed = Pick<
  MessageRow,
  'conversationId' | 'channelId' | 'state' | 'stateAt' | 'occurredAt'
> &
  Partial<Pick<MessageRow, 'clientId' | 'quotedProviderMessageId' | 'followsId' | 'scheduledFor'>>;

/** Writes one message of a reply, and makes its files its own, in the given order. */
export async function writePart(
  ctx: BusinessContext,
  tx: BusinessTx,
  { files, ...part }: ReplyPart,
  placed: Placed,
): Promise<MessageRow> {
  const { actor, businessId } = ctx;
  const { template } = part;
  const shown = template ? await showTemplate(ctx, tx, placed.channelId, template) : null;
  const [message] = await tx
    .insert(messages)
    .values({
      businessId,
      direction: 'outbound',
      author: authorOf(ctx),
      authorMemberId: actor.kind === 'member' ? actor.memberId : null,
      ...part,
      ...placed,
      ...(shown !== null && { content: { ...shown } }),
    })
    .returning();
  if (message === undefined) throw new Error('The message was not written.');
  for (const [position, { id, kind, isVoice }] of files.entries()) {
    await tx
      .update(attachments)
      .set({ messageId: message.id, position, kind, isVoice })
      .where(eq(attachments.id, id));
  }
  return message;
}

export function authorOf({ actor }: BusinessContext): 'member' | 'system' {
  return actor.kind === 'member' ? 'member' : 'system';
}
