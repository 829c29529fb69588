import { and, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BusinessTx } from '#db/business.ts';
import { members } from '#db/schema/members.ts';
import { messages } from '#db/schema/messages.ts';

export type MessageRow = typeof messages.$inferSelect;

/** For people: the provider may or may not have taken the message. */
export const unknownOutcome =
  'The connection broke before we were told whether this message arrived. ' +
  'Ask the customer, or send it again.';
export const unknownOutcomeOfCampaign =
  'The connection broke before we were told whether this message arrived. ' +
  'A bulk send sends nothing twice.';

const quoted = alias(messages, 'quoted');

/** The columns of a message as screens show it, with its author's name and what it quotes; see `showMessages`. */
export function selectMessages(tx: BusinessTx) {
  return tx
    .select({
      id: messages.id,
      conversationId: messages.conversationId,
      channelId: messages.channelId,
      direction: messages.direction,
      author: messages.author,
      authorMemberId: messages.authorMemberId,
      authorName: members.name,
      kind: messages.kind,
      text: messages.text,
      content: messages.content,
      context: messages.context,
      template: messages.template,
      editedAt: messages.editedAt,
      deletedAt: messages.deletedAt,
      firstText: messages.firstText,
      providerMessageId: messages.providerMessageId,
      clientId: messages.clientId,
      state: messages.state,
      stateAt: messages.stateAt,
      scheduledFor: messages.scheduledFor,
      failureCode: messages.failureCode,
      failureText: messages.failureText,
      failureDetail: messages.failureDetail,
      canRetry: messages.canRetry,
      occurredAt: messages.occurredAt,
      createdAt: messages.createdAt,
      quotedProviderMessageId: messages.quotedProviderMessageId,
      quotedId: quoted.id,
      quotedKind: quoted.kind,
      quotedText: quoted.text,
      quotedAuthor: quoted.author,
      quotedDeletedAt: quoted.deletedAt,
    })
    .from(messages)
    .leftJoin(
      members,
      and(eq(members.businessId, messages.businessId), eq(members.id, messages.authorMemberId)),
    )
    .leftJoin(
      quoted,
      and(
        eq(quoted.businessId, messages.businessId),
        eq(quoted.channelId, messages.channelId),
        eq(quoted.providerMessageId, messages.quotedProviderMessageId),
      ),
    )
    .$dynamic();
}

export type SelectedMessage = Awaited<ReturnType<typeof selectMessages>>[number];
