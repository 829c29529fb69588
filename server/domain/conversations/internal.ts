import { and, eq, ilike, or, sql } from 'drizzle-orm';
import type { Placeholder, SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { replyWindow } from '#server/domain/conversations/reply-window.ts';
import { closingSoonHours } from '#server/domain/conversations/schema.ts';
import { statusAfter } from '#server/domain/conversations/transitions.ts';
import type { ConversationAction } from '#server/domain/conversations/transitions.ts';
import { notFound } from '#server/domain/errors.ts';

const assignee = alias(members, 'assignee');
const lastFile = alias(attachments, 'last_file');

const listColumns = {
  id: conversations.id,
  status: conversations.status,
  handledBy: conversations.handledBy,
  assigneeId: conversations.assigneeId,
  assigneeName: assignee.name,
  unreadCount: conversations.unreadCount,
  address: conversations.address,
  contactId: conversations.contactId,
  contactName: contacts.name,
  contactUsername: contacts.username,
  channelId: conversations.channelId,
  channelKind: channels.kind,
  channelStatus: channels.status,
  lastInboundAt: conversations.lastInboundAt,
  lastMessageId: conversations.lastMessageId,
  lastMessageAt: conversations.lastMessageAt,
  lastMessageText: conversations.lastMessageText,
  lastMessageKind: conversations.lastMessageKind,
  lastMessageDirection: conversations.lastMessageDirection,
  lastMessageAuthor: conversations.lastMessageAuthor,
  lastMessageAuthorName: conversations.lastMessageAuthorName,
  lastMessageState: conversations.lastMessageState,
  lastMessageFailure: conversations.lastMessageFailure,
  lastFileName: lastFile.fileName,
  lastFileIsVoice: lastFile.isVoice,
  lastFileSeconds: lastFile.durationSeconds,
};

/** A conversation as the list shows it. */
export function selectConversations(tx: BusinessTx) {
  return tx
    .select(listColumns)
    .from(conversations)
    .innerJoin(
      contacts,
      and(
        eq(contacts.businessId, conversations.businessId),
        eq(contacts.id, conversations.contactId),
      ),
    )
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .leftJoin(
      assignee,
      and(
        eq(assignee.businessId, conversations.businessId),
        eq(assignee.id, conversations.assigneeId),
      ),
    )
    .leftJoin(
      lastFile,
      and(
        eq(lastFile.businessId, conversations.businessId),
        eq(lastFile.messageId, conversations.lastMessageId),
        eq(lastFile.position, sql`0`),
      ),
    )
    .$dynamic();
}

type SelectedConversation = Awaited<ReturnType<typeof selectConversations>>[number];

/**
 * Adds what people read: the contact's name, or lacking one their username or formatted address; and
 * the end of the time to reply, null where there is none.
 */
export function withDisplayName<Row extends SelectedConversation>(ctx: BusinessContext, row: Row) {
  const { channelKind, address, contactUsername } = row;
  const adapter = ctx.channels.adapterFor(channelKind);
  const formattedAddress = adapter.formatAddress(address, contactUsername);
  const shown: { formattedAddress: string | null; displayName: string } = {
    formattedAddress,
    displayName: row.contactName ?? nameOf(row) ?? formattedAddress,
  };
  return { ...row, ...shown, ...endOfWindow(ctx, row) };
}

function nameOf({ contactUsername }: SelectedConversation): string | null {
  return contactUsername === null ? null : `@${contactUsername}`;
}

/**
 * When the time to reply ends next, and from when on that is soon: first for everybody, and where a
 * person may go on by themselves then for them. Never where nothing can be sent.
 */
export function endOfWindow(
  ctx: BusinessContext,
  row: Pick<SelectedConversation, 'channelKind' | 'channelStatus' | 'lastInboundAt'>,
): { windowClosesAt: Date | null; closesSoonAt: Date | null } {
  const { capabilities } = ctx.channels.adapterFor(row.channelKind);
  const endFor = (writer: 'anybody' | 'person') =>
    replyWindow(capabilities, row.lastInboundAt, ctx.now(), writer);
  const everybody = endFor('anybody');
  const { closesAt } = everybody.isOpen ? everybody : endFor('person');
  if (closesAt === null || row.channelStatus === 'disconnected') {
    return { windowClosesAt: null, closesSoonAt: null };
  }
  const soonMs = closingSoonHours * 60 * 60 * 1000;
  return { windowClosesAt: closesAt, closesSoonAt: new Date(closesAt.getTime() - soonMs) };
}

const shortestSearch = 2;

/** A shorter search finds everything. */
export function isSearching(search: string): boolean {
  return search.length >= shortestSearch;
}

/** The patterns that a search looks for; a search without enough digits looks for names alone. */
export function searchedFor(search: string): { name: string; digits: string | null } {
  const digits = search.replace(/\D/g, '');
  return {
    name: `%${search.replace(/[\\%_]/g, '\\$&')}%`,
    digits: digits.length >= shortestSearch ? `%${digits}%` : null,
  };
}

/** What a search finds, by its patterns or by the places that they come in. */
export function matching(
  search: string,
  { name, digits }: { name: string | Placeholder; digits: string | Placeholder | null },
): SQL | undefined {
  if (!isSearching(search)) return undefined;
  const hasDigits = digits !== null && searchedFor(search).digits !== null;
  return or(
    ilike(contacts.name, name),
    hasDigits ? ilike(conversations.address, digits) : undefined,
  );
}

/** Closes or reopens; doing it twice is doing it once. Throws NOT_FOUND. */
export async function moveConversation(
  ctx: BusinessContext,
  conversationId: string,
  action: ConversationAction,
): Promise<void> {
  await ctx.db(async (tx) => {
    const [conversation] = await tx
      .select()
      .from(conversations)
      .where(eq(conversations.id, conversationId))
      .for('update');
    if (conversation === undefined) throw notFound('conversation');
    const status = statusAfter(action, conversation.status);
    if (status === null) return;
    await tx
      .update(conversations)
      .set({
        status,
        closedAt: status === 'closed' ? ctx.now() : null,
        updatedAt: sql`now()`,
        ...(status === 'closed' && { unreadCount: 0 }),
      })
      .where(eq(conversations.id, conversationId));
    await recordActivity(ctx, tx, {
      kind: status === 'closed' ? 'conversation.closed' : 'conversation.reopened',
      contactId: conversation.contactId,
      conversationId,
    });
    await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId } });
  });
}
