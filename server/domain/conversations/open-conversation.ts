import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { FoundContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

export type ConversationRow = typeof conversations.$inferSelect;

/** Where answers go, and since when by the provider's clock; null when the person never said so. */
interface AnswerAddress {
  address: string;
  addressAt: Date | null;
}

/**
 * The contact's one conversation on this channel, locked until commit. One in which nothing was said
 * yet is made `closed`, so that no list of open ones has it.
 */
export async function openConversation(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  contact: FoundContact,
  made: { status?: 'open' | 'closed'; addressAt?: Date } = {},
): Promise<ConversationRow> {
  const ofContact = and(
    eq(conversations.channelId, channel.id),
    eq(conversations.contactId, contact.id),
  );
  const [existing] = await tx.select().from(conversations).where(ofContact).for('update');
  if (existing !== undefined) return existing;
  await tx
    .insert(conversations)
    .values({
      businessId: ctx.businessId,
      contactId: contact.id,
      channelId: channel.id,
      address: contact.address,
      addressAt: contact.movedAt ?? made.addressAt,
      status: made.status,
      lastMessageAt: new Date(0),
    })
    .onConflictDoNothing();
  const [written] = await tx.select().from(conversations).where(ofContact).for('update');
  if (written === undefined) throw new Error('The conversation was not written.');
  return written;
}

/**
 * The address if answers are to go there from now on, otherwise null: a number rather than an id,
 * since a person who hid it has shown one, and of two alike the one written from later.
 */
export function laterAddress(
  ctx: BusinessContext,
  kind: ChannelKind,
  conversation: AnswerAddress,
  next: AnswerAddress,
): AnswerAddress | null {
  const { normalizeAddress } = ctx.channels.adapterFor(kind);
  const isNumber = (address: string) => normalizeAddress(address) !== null;
  const [hasNumber, givesNumber] = [isNumber(conversation.address), isNumber(next.address)];
  if (hasNumber !== givesNumber) return givesNumber ? next : null;
  if (next.addressAt === null) return null;
  const ahead = next.addressAt.getTime() - (conversation.addressAt?.getTime() ?? 0);
  const isLater = ahead > 0 || (ahead === 0 && next.address > conversation.address);
  return isLater ? next : null;
}
