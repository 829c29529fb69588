import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { InboundMoveEvent } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { createContact } from '#server/domain/contacts/find-or-create-contact.ts';
import {
  addIdentities,
  addressesOf,
  lockIdentities,
  phoneOf,
  spellingsOf,
} from '#server/domain/contacts/internal.ts';
import { mergeIfMoved } from '#server/domain/contacts/recognise-contact.ts';
import { keepPair } from '#server/domain/contacts/settle-number.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { laterAddress } from '#server/domain/conversations/open-conversation.ts';

type Move = Pick<InboundMoveEvent, 'from' | 'to' | 'occurredAt'>;

/**
 * A person goes by another number or id from now on: the contact gets it too, and is answered there.
 * Of several moves the latest by the provider's clock counts, in whatever order they are told. An
 * address that was another contact's before stays theirs; an activity says that the two may be one.
 */
export async function moveContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  move: Move,
): Promise<void> {
  const [before, after] = [addressesOf(move.from), addressesOf(move.to)];
  const [spelledBefore, spelledAfter] = [before, after].map((one) => spellingsOf(ctx, kind, one));
  const all = [
    ...new Set([...before, ...after, ...(spelledBefore ?? []), ...(spelledAfter ?? [])]),
  ];
  const identities = await lockIdentities(ctx, tx, kind, all);
  const ownerOf = (spellings: string[] = []) =>
    identities.find(({ address }) => spellings.includes(address))?.contactId;
  // The number may be somebody else's by now, an id never.
  const mover = ownerOf(addressesOf({ ...move.from, address: null })) ?? ownerOf(spelledBefore);
  const holder = ownerOf(spelledAfter);
  const data = { from: before[0], to: after[0], at: move.occurredAt.toISOString() };
  const isTwo = mover !== undefined && holder !== undefined && mover !== holder;
  const movedAt = move.occurredAt;
  if (isTwo && !(await mergeIfMoved(ctx, tx, { mover, holder, movedAt }))) {
    const conflict = { kind: 'contact.move_conflicted', data: { ...data, otherContactId: holder } };
    await recordActivityOnce(ctx, tx, { ...conflict, contactId: mover });
    return;
  }
  const contactId = mover ?? holder ?? (await createContact(ctx, tx, kind, move)).id;
  const missing = [...before, ...after].filter(
    (one) => !identities.some(({ address }) => address === one),
  );
  await addIdentities(ctx, tx, kind, contactId, missing);
  for (const one of [move.from, move.to]) await keepPair(ctx, tx, kind, contactId, one);
  await leaveAddresses(ctx, tx, kind, contactId, move);
  await keepNewNumber(ctx, tx, kind, contactId, move);
  await answerThere(ctx, tx, kind, contactId, move);
  await recordActivityOnce(ctx, tx, { kind: 'contact.moved', contactId, data });
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId } });
}

/** A number is left for a number, an id for an id. */
async function leaveAddresses(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string,
  { from, to, occurredAt }: Move,
): Promise<void> {
  const pairs = [
    [from.address, to.address],
    [from.providerUserId, to.providerUserId],
    [from.parentUserId, to.parentUserId],
  ];
  for (const [left, entered] of pairs) {
    if (left == null || entered == null) continue;
    const spellings = spellingsOf(ctx, kind, [left]);
    if (spellings.includes(entered)) continue;
    const isLater = sql`(${contactIdentities.leftAt} is null
      or (${contactIdentities.leftAt}, ${contactIdentities.leftFor})
        < (${occurredAt.toISOString()}::timestamptz, ${entered}))`;
    await tx
      .update(contactIdentities)
      .set({ leftAt: occurredAt, leftFor: entered })
      .where(
        and(
          eq(contactIdentities.channelKind, kind),
          eq(contactIdentities.contactId, contactId),
          sql`${contactIdentities.address} = any(${sql.param(spellings)}::text[])`,
          isLater,
        ),
      );
  }
}

/** A number that a member wrote down beside the old one stays. */
async function keepNewNumber(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string,
  { from, to, occurredAt }: Move,
): Promise<void> {
  if (to.address === null) return;
  const phone = phoneOf(ctx, kind, to.address);
  const old = from.address === null ? null : phoneOf(ctx, kind, from.address);
  const isOld = sql`(${contacts.phone} is null or ${contacts.phone} = ${old}
    or ${contacts.phoneAt} is not null)`;
  const isLater = sql`(${contacts.phoneAt} is null
    or (${contacts.phoneAt}, ${contacts.phone}) < (${occurredAt.toISOString()}::timestamptz, ${phone}))`;
  await tx
    .update(contacts)
    .set({ phone, phoneAt: occurredAt, updatedAt: sql`now()` })
    .where(and(eq(contacts.id, contactId), isOld, isLater));
}

async function answerThere(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string,
  { to, occurredAt }: Move,
): Promise<void> {
  const [address] = addressesOf(to);
  if (address === undefined) return;
  const rows = await tx
    .select({ conversation: conversations })
    .from(conversations)
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .where(and(eq(conversations.contactId, contactId), eq(channels.kind, kind)))
    .orderBy(conversations.id)
    .for('update', { of: conversations });
  for (const { conversation } of rows) {
    const changes = laterAddress(ctx, kind, conversation, { address, addressAt: occurredAt });
    if (changes === null) continue;
    await tx.update(conversations).set(changes).where(eq(conversations.id, conversation.id));
    const ids = { conversationId: conversation.id };
    await ctx.publish(tx, { name: 'conversation.updated', ids });
  }
}
