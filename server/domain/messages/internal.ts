import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { standingAfter } from '#server/domain/messages/transitions.ts';
import { applyFailureToPerson } from '#server/domain/sending/apply-failure.ts';

export type MessageRow = typeof messages.$inferSelect;

/** For people: the provider may or may not have taken the message. */
export const unknownOutcome =
  'The connection broke before we were told whether this message arrived. ' +
  'Ask the customer, or send it again.';

/** Threads are ordered by whole seconds, as providers tell time; the id breaks a tie. */
export function toWholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

const quoted = alias(messages, 'quoted');

/** A message as screens show it: with its author's name and the message it quotes. */
export function selectMessages(tx: BusinessTx) {
  return tx
    .select({
      id: messages.id,
      conversationId: messages.conversationId,
      direction: messages.direction,
      author: messages.author,
      authorMemberId: messages.authorMemberId,
      authorName: members.name,
      kind: messages.kind,
      text: messages.text,
      clientId: messages.clientId,
      state: messages.state,
      stateAt: messages.stateAt,
      scheduledFor: messages.scheduledFor,
      failureCode: messages.failureCode,
      failureText: messages.failureText,
      canRetry: messages.canRetry,
      occurredAt: messages.occurredAt,
      createdAt: messages.createdAt,
      quotedProviderMessageId: messages.quotedProviderMessageId,
      quotedId: quoted.id,
      quotedText: quoted.text,
      quotedAuthor: quoted.author,
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

/**
 * A provider id is learned by the sender and by receipts at once: the one waits for the other.
 * Always taken before the message is locked, and the message before its conversation.
 */
export async function lockProviderId(
  tx: BusinessTx,
  channelId: string,
  providerMessageId: string,
): Promise<void> {
  const subject = `${channelId}|${providerMessageId}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`);
}

/**
 * Brings a locked message up to what its receipts say, and writes it with the given changes. Who
 * gives it another provider id has locked that id.
 */
export async function writeStanding(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: MessageRow,
  changes: Partial<typeof messages.$inferInsert> = {},
): Promise<MessageRow> {
  const next = { ...message, ...changes };
  const known =
    next.providerMessageId === null ? [] : await receiptsOf(tx, next, next.providerMessageId);
  const standing = standingAfter({ state: next.state, stateAt: next.stateAt }, known);
  const refusal = known.find((row) => row.status === 'failed');
  const failed = standing.state === 'failed' ? refusal : null;
  const isSame = standing.state === next.state && standing.stateAt === next.stateAt;
  const failure = isSame
    ? {}
    : {
        failureCode: failed?.failureCode ?? null,
        failureText: failed?.failureText ?? null,
        canRetry: failed?.canRetry ?? false,
        leaseUntil: null,
      };
  const [written] = await tx
    .update(messages)
    .set({ ...changes, ...standing, ...failure })
    .where(eq(messages.id, message.id))
    .returning();
  if (written === undefined) throw new Error('A locked message was gone.');
  // A refusal that came before its message was known could not yet be told of its person.
  if (refusal !== undefined && next.providerMessageId !== message.providerMessageId) {
    await applyFailureToPerson(ctx, tx, message.conversationId, refusal.failureCode);
  }
  await showStanding(ctx, tx, written);
  return written;
}

function receiptsOf(tx: BusinessTx, message: MessageRow, providerMessageId: string) {
  return tx
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, message.channelId),
        eq(receipts.providerMessageId, providerMessageId),
      ),
    );
}

/** Tells the list and the screens how the message stands. */
export async function showStanding(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: MessageRow,
): Promise<void> {
  await tx
    .update(conversations)
    .set({
      lastMessageState: message.state,
      lastMessageFailure: message.state === 'failed' ? message.failureText : null,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(conversations.id, message.conversationId),
        eq(conversations.lastMessageId, message.id),
      ),
    );
  await ctx.publish(tx, {
    name: 'message.updated',
    ids: { conversationId: message.conversationId, messageId: message.id },
  });
}
