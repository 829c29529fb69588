import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import type { channels } from '#db/schema/channels.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { SeededConversation, SeededLine } from '#db/seed/history.ts';
import { seedParts } from '#db/seed/seed-parts.ts';
import type { KeepFile } from '#db/seed/seed-parts.ts';

interface ConversationSeed {
  channel: typeof channels.$inferSelect;
  seats: Map<string, { id: string; name: string }>;
  name: string | null;
  address: string;
  conversation: SeededConversation;
  /** Puts a file of the demo into the storage; without one its message says that it is not here. */
  keepFile: KeepFile | null;
}

const failures = {
  failed: {
    failureCode: 'recipient_unreachable',
    failureText: 'This number is not on WhatsApp any more, or its app is too old.',
    canRetry: true,
  },
  unknown: {
    failureCode: 'outcome_unknown',
    failureText:
      'The connection broke before we were told whether this message arrived. ' +
      'Ask the customer, or send it again.',
    canRetry: true,
  },
};

/** One contact with the whole history of the conversation. */
export async function seedConversation(tx: BusinessTx, seed: ConversationSeed): Promise<void> {
  const { channel, seats, name, address, conversation } = seed;
  const { businessId } = channel;
  const first = conversation.lines[0]?.at;
  const [contact] = await tx
    .insert(contacts)
    .values({
      businessId,
      name,
      nameSource: name === null ? 'none' : 'profile',
      // Elsewhere the address is an id that means nothing to people.
      phone: channel.kind === 'whatsapp' ? `+${address}` : null,
      ...(first && { createdAt: first }),
    })
    .returning();
  if (contact === undefined) throw new Error('A demo contact was not written.');
  const contactId = contact.id;
  await tx
    .insert(contactIdentities)
    .values({ businessId, contactId, channelKind: channel.kind, address });
  const assignee = conversation.assignee === null ? null : seats.get(conversation.assignee);
  const inbound = conversation.lines.filter(({ who }) => who === 'c');
  const [row] = await tx
    .insert(conversations)
    .values({
      businessId,
      contactId,
      channelId: channel.id,
      address,
      locationId: channel.locationId,
      status: conversation.status,
      handledBy: assignee ? 'member' : 'nobody',
      assigneeId: assignee?.id ?? null,
      unreadCount: conversation.unread,
      lastInboundAt: inbound.at(-1)?.at ?? null,
      closedAt: conversation.status === 'closed' ? (conversation.lines.at(-1)?.at ?? null) : null,
      ...(first && { createdAt: first }),
      ...lastMessageOf(conversation, seats),
    })
    .returning();
  if (row === undefined) throw new Error('A demo conversation was not written.');
  await seedLines(tx, seed, { conversationId: row.id, contactId });
}

async function seedLines(
  tx: BusinessTx,
  seed: ConversationSeed,
  ids: { conversationId: string; contactId: string },
): Promise<void> {
  const { channel, conversation } = seed;
  const { businessId } = channel;
  const written = await tx
    .insert(messages)
    .values(
      conversation.lines.map((line, index) => messageOf(seed, ids.conversationId, line, index)),
    )
    .returning();
  const lastId = written.at(-1)?.id;
  if (lastId !== undefined) await pointAtLast(tx, ids.conversationId, lastId);
  for (const [index, message] of written.entries()) {
    const parts = conversation.lines[index]?.parts;
    if (parts !== undefined) await seedParts(tx, message, parts, seed.keepFile);
  }
  const created = { kind: 'contact.created', data: { channelKind: channel.kind } };
  await tx.insert(activities).values({
    businessId,
    ...ids,
    ...created,
    actor: 'system',
    ...(conversation.lines[0] && { createdAt: conversation.lines[0].at }),
  });
}

function messageOf(
  { channel, seats, address, conversation }: ConversationSeed,
  conversationId: string,
  line: SeededLine,
  index: number,
) {
  const isTheirs = line.who === 'c';
  const { columns, answers, editedAfter, deletedAfter } = line.parts ?? {};
  const after = (minutes: number) => new Date(line.at.getTime() + minutes * 60_000);
  return {
    businessId: channel.businessId,
    conversationId,
    channelId: channel.id,
    direction: isTheirs ? ('inbound' as const) : ('outbound' as const),
    author: isTheirs ? ('contact' as const) : ('member' as const),
    authorMemberId: isTheirs ? null : (seats.get(line.by)?.id ?? null),
    text: line.text,
    providerMessageId: providerIdOf(channel, address, index),
    quotedProviderMessageId: answers === undefined ? null : providerIdOf(channel, address, answers),
    stateAt: line.at,
    occurredAt: line.at,
    createdAt: line.at,
    ...(editedAfter !== undefined && { editedAt: after(editedAfter) }),
    ...(deletedAfter !== undefined && { deletedAt: after(deletedAfter) }),
    ...standingOf(conversation, line),
    ...columns,
    ...(columns?.author === 'campaign' && { authorMemberId: null }),
  };
}

function providerIdOf(
  { kind }: Pick<typeof channels.$inferSelect, 'kind'>,
  address: string,
  index: number,
): string {
  return `${kind === 'whatsapp' ? 'wamid' : 'mid'}.demo.${address}.${String(index)}`;
}

function standingOf(conversation: SeededConversation, line: SeededLine) {
  if (line.who === 'c') return { state: 'received' as const };
  if (line !== conversation.lines.at(-1)) return { state: 'read' as const };
  const { last } = conversation;
  const failure = last === 'failed' || last === 'unknown' ? failures[last] : {};
  // Nobody ever learned the provider's id of a message whose answer was lost.
  return { state: last, ...failure, ...(last === 'unknown' && { providerMessageId: null }) };
}

function lastMessageOf(conversation: SeededConversation, seats: ConversationSeed['seats']) {
  const line = conversation.lines.at(-1);
  if (line === undefined) return {};
  const isOurs = line.who === 'm';
  return {
    lastMessageAt: line.at,
    lastMessageText: line.text,
    lastMessageKind: line.parts?.columns?.kind ?? ('text' as const),
    lastMessageDirection: isOurs ? ('outbound' as const) : ('inbound' as const),
    lastMessageAuthor: isOurs ? ('member' as const) : ('contact' as const),
    lastMessageAuthorName: isOurs ? (seats.get(line.by)?.name ?? null) : null,
    lastMessageState: isOurs ? conversation.last : ('received' as const),
    lastMessageFailure: conversation.last === 'failed' ? failures.failed.failureText : null,
  };
}

async function pointAtLast(tx: BusinessTx, conversationId: string, messageId: string) {
  await tx
    .update(conversations)
    .set({ lastMessageId: messageId })
    .where(eq(conversations.id, conversationId));
}
