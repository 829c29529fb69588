import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import type { InboundMessageEvent } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import {
  addIdentities,
  addressesOf,
  lockIdentities,
  phoneOf,
  spellingsOf,
} from '#server/domain/contacts/internal.ts';
import type { Identity } from '#server/domain/contacts/internal.ts';
import { mergeIfOne } from '#server/domain/contacts/recognise-contact.ts';
import { keepPair, noteLost, settleNumber } from '#server/domain/contacts/settle-number.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type ContactRow = typeof contacts.$inferSelect;
export type Written = Pick<InboundMessageEvent, 'from' | 'occurredAt'>;

/** Whom something is from, and where answers go; `movedAt` when they have left the address they used. */
export interface FoundContact {
  id: string;
  address: string;
  movedAt: Date | null;
}

/** The person who wrote, made on their first message; one who moved is answered where they are now. */
export async function findOrCreateContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  written: Written,
): Promise<FoundContact> {
  const named = addressesOf(written.from);
  const spellings = spellingsOf(ctx, kind, named);
  const locked = await lockIdentities(ctx, tx, kind, [...new Set([...named, ...spellings])]);
  const { event, identities, lost } = await settleNumber(ctx, tx, kind, written, locked);
  const known = addressesOf(event.from);
  const [address] = known;
  if (address === undefined) throw new Error('A message without a sender cannot be applied.');
  const found = identities.find((one) => one.address === address) ?? identities[0];
  const isOne = identities.every(({ contactId }) => contactId === found?.contactId);
  const contactId = isOne ? found?.contactId : await mergeIfOne(ctx, tx, kind, identities);
  const contact = await readOrCreate(ctx, tx, kind, contactId, event);
  const missing = known.filter((one) => !identities.some((row) => row.address === one));
  await addIdentities(ctx, tx, kind, contact.id, missing);
  const isPair = found?.address === address && found.toldWith === event.from.providerUserId;
  if (!isPair) await keepPair(ctx, tx, kind, contact.id, event.from);
  if (lost !== null) await noteLost(ctx, tx, contact.id, lost);
  await keepNumber(tx, contact, phoneOf(ctx, kind, event.from.address));
  await keepProfileName(ctx, tx, contact, event);
  await keepUsername(ctx, tx, contact, event);
  await askForProfile(ctx, tx, kind, contact, event);
  return { id: contact.id, ...(await followMoves(tx, kind, found, event, address)) };
}

async function readOrCreate(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string | undefined,
  event: Written,
): Promise<ContactRow> {
  if (contactId === undefined) return createContact(ctx, tx, kind, event);
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId));
  if (contact === undefined) throw new Error('An identity was without its contact.');
  return contact;
}

export async function createContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  written: Written,
): Promise<ContactRow> {
  const { from, occurredAt } = written;
  const { profileName } = from;
  const [contact] = await tx
    .insert(contacts)
    .values({
      businessId: ctx.businessId,
      name: profileName ?? null,
      nameSource: profileName === undefined ? 'none' : 'profile',
      profileNameAt: profileName === undefined ? null : occurredAt,
      username: from.username ?? null,
      usernameAt: from.username === undefined ? null : occurredAt,
      phone: phoneOf(ctx, kind, from.address),
    })
    .returning();
  if (contact === undefined) throw new Error('The contact was not written.');
  await recordActivity(ctx, tx, {
    kind: 'contact.created',
    contactId: contact.id,
    data: { channelKind: kind },
  });
  return contact;
}

/** Somebody who wrote without their number first may show it later. */
async function keepNumber(
  tx: BusinessTx,
  contact: ContactRow,
  phone: string | null,
): Promise<void> {
  if (phone === null || contact.phone !== null) return;
  await tx
    .update(contacts)
    .set({ phone, updatedAt: sql`now()` })
    .where(and(eq(contacts.id, contact.id), isNull(contacts.phone)));
}

/**
 * A name on a profile replaces no name and an older profile name, never one a member gave. Older is
 * by the provider's clock: a message that comes late, or again, does not bring an old name back.
 */
async function keepProfileName(
  ctx: BusinessContext,
  tx: BusinessTx,
  contact: ContactRow,
  { from: { profileName }, occurredAt }: Written,
): Promise<void> {
  if (profileName === undefined || contact.nameSource === 'member') return;
  const isLater = sql`(${contacts.profileNameAt} is null
    or (${contacts.profileNameAt}, ${contacts.name}) < (${occurredAt.toISOString()}::timestamptz, ${profileName}))`;
  const changed = await tx
    .update(contacts)
    .set({
      name: profileName,
      nameSource: 'profile',
      profileNameAt: occurredAt,
      updatedAt: sql`now()`,
    })
    .where(and(eq(contacts.id, contact.id), ne(contacts.nameSource, 'member'), isLater))
    .returning({ id: contacts.id });
  if (changed.length === 0 || profileName === contact.name) return;
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId: contact.id } });
}

/** The same of the name by which a person may be found; a member gives none. */
async function keepUsername(
  ctx: BusinessContext,
  tx: BusinessTx,
  contact: ContactRow,
  { from: { username }, occurredAt }: Written,
): Promise<void> {
  if (username === undefined) return;
  const isLater = sql`(${contacts.usernameAt} is null
    or (${contacts.usernameAt}, ${contacts.username}) < (${occurredAt.toISOString()}::timestamptz, ${username}))`;
  const changed = await tx
    .update(contacts)
    .set({ username, usernameAt: occurredAt, updatedAt: sql`now()` })
    .where(and(eq(contacts.id, contact.id), isLater))
    .returning({ id: contacts.id });
  if (changed.length === 0 || username === contact.username) return;
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId: contact.id } });
}

const mostMoves = 8;

/** A message that comes after the news of a later move does not bring the old address back. */
async function followMoves(
  tx: BusinessTx,
  kind: ChannelKind,
  from: Identity | undefined,
  { occurredAt }: Written,
  written: string,
): Promise<Pick<FoundContact, 'address' | 'movedAt'>> {
  let [address, identity] = [written, from];
  let movedAt: Date | null = null;
  for (let move = 0; move < mostMoves; move += 1) {
    const leftAt = identity?.leftAt ?? null;
    const leftFor = identity?.leftFor ?? null;
    if (leftAt === null || leftFor === null || leftAt < (movedAt ?? occurredAt)) break;
    [address, movedAt] = [leftFor, leftAt];
    [identity] = await tx
      .select()
      .from(contactIdentities)
      .where(and(eq(contactIdentities.channelKind, kind), eq(contactIdentities.address, address)));
  }
  return { address, movedAt };
}

/** Once an hour at most: a look-up can fail, and the person may well write again. */
async function askForProfile(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contact: ContactRow,
  { from, occurredAt }: Written,
): Promise<void> {
  if (contact.name !== null || from.profileName !== undefined) return;
  if (ctx.channels.adapterFor(kind).lookUpProfile === undefined) return;
  await ctx.enqueue(tx, {
    name: 'contact.discovered',
    data: { businessId: ctx.businessId, contactId: contact.id },
    key: `profile:${contact.id}:${occurredAt.toISOString().slice(0, 13)}`,
  });
}
