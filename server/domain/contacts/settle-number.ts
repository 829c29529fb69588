import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundMessageEvent, InboundSender } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { phoneOf, spellingsOf } from '#server/domain/contacts/internal.ts';
import type { Identity } from '#server/domain/contacts/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type Written = Pick<InboundMessageEvent, 'from' | 'occurredAt'>;

/** A number that the provider names beside an id, and the id that it named beside it before. */
interface Dispute {
  number: string;
  /** Every spelling of it. */
  spellings: string[];
  claimedBy: string;
  heldBy: string;
  holderId: string;
}

interface Settled {
  event: Written;
  identities: Identity[];
  /** The number that was another's by then, and by which id that one goes. */
  lost: { number: string; usedBy: string } | null;
}

/**
 * A number may be given to somebody else, an id never. Where one is named beside an id that is not its
 * holder's, it belongs to who wrote from it last by the provider's clock: the holder loses it, or the
 * item came late and is the id's alone.
 */
export async function settleNumber(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  event: Written,
  identities: Identity[],
): Promise<Settled> {
  const dispute = findDispute(ctx, kind, event.from, identities);
  if (dispute === null) return { event, identities, lost: null };
  const { number, spellings, claimedBy, heldBy } = dispute;
  const others = identities.filter(({ address }) => !spellings.includes(address));
  const ahead = event.occurredAt.getTime() - (await lastUsedAt(tx, dispute));
  if (ahead > 0 || (ahead === 0 && claimedBy > heldBy)) {
    await takeNumber(ctx, tx, kind, dispute);
    return { event, identities: others, lost: null };
  }
  const from = { ...event.from, address: null };
  const lost = { number, usedBy: heldBy };
  return { event: { ...event, from }, identities: others, lost };
}

function findDispute(
  ctx: BusinessContext,
  kind: ChannelKind,
  { address, providerUserId }: InboundSender,
  identities: readonly Identity[],
): Dispute | null {
  if (address === null || providerUserId === undefined) return null;
  const spellings = spellingsOf(ctx, kind, [address]);
  const isNumber = (one: Identity) => spellings.includes(one.address);
  const held = identities.find((one) => isNumber(one) && one.toldWith !== null);
  if (held?.toldWith == null || held.toldWith === providerUserId) return null;
  // Of one person whose id is another one by now.
  const isTheirs = identities.some((one) => !isNumber(one) && one.contactId === held.contactId);
  if (isTheirs) return null;
  const [number = address] = spellings;
  const { toldWith: heldBy, contactId: holderId } = held;
  return { number, spellings, claimedBy: providerUserId, heldBy, holderId };
}

/** When the holder last wrote from it, in milliseconds; 0 when they are answered elsewhere. */
async function lastUsedAt(tx: BusinessTx, dispute: Dispute): Promise<number> {
  const [row] = await tx
    .select({ at: sql<string | null>`max(${conversations.addressAt})` })
    .from(conversations)
    .where(isAnsweredThere(dispute));
  return row?.at == null ? 0 : new Date(row.at).getTime();
}

function isAnsweredThere({ holderId, spellings }: Dispute) {
  return and(
    eq(conversations.contactId, holderId),
    sql`${conversations.address} = any(${sql.param(spellings)}::text[])`,
  );
}

/** The holder is answered at the id that they have kept: what is meant for them reaches nobody else. */
async function takeNumber(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  dispute: Dispute,
): Promise<void> {
  const { holderId, spellings, number, claimedBy } = dispute;
  const address = await readCurrentId(tx, kind, dispute);
  const rows = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(isAnsweredThere(dispute))
    .orderBy(conversations.id)
    .for('update');
  for (const { id } of rows) {
    // As it would be had they shown the id alone.
    const addressAt = sql`(select max(${messages.occurredAt}) from ${messages}
      where ${messages.conversationId} = ${id} and ${messages.direction} = 'inbound')`;
    await tx.update(conversations).set({ address, addressAt }).where(eq(conversations.id, id));
    await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId: id } });
  }
  const isNumber = and(
    eq(contactIdentities.channelKind, kind),
    eq(contactIdentities.contactId, holderId),
    sql`${contactIdentities.address} = any(${sql.param(spellings)}::text[])`,
  );
  await tx.delete(contactIdentities).where(isNumber);
  const phone = phoneOf(ctx, kind, number) ?? '';
  await tx
    .update(contacts)
    .set({ phone: null, phoneAt: null, updatedAt: sql`now()` })
    .where(and(eq(contacts.id, holderId), eq(contacts.phone, phone)));
  await noteLost(ctx, tx, holderId, { number, usedBy: claimedBy });
}

/** The id that the number was named with, or what it has become since. */
async function readCurrentId(
  tx: BusinessTx,
  kind: ChannelKind,
  { holderId, heldBy }: Dispute,
): Promise<string> {
  const known = await tx
    .select()
    .from(contactIdentities)
    .where(and(eq(contactIdentities.channelKind, kind), eq(contactIdentities.contactId, holderId)));
  let current = heldBy;
  for (const _ of known) {
    current = known.find(({ address }) => address === current)?.leftFor ?? current;
  }
  return current;
}

/** Says on the timeline why the number is not theirs, once however often it is told. */
export async function noteLost(
  ctx: BusinessContext,
  tx: BusinessTx,
  contactId: string,
  lost: NonNullable<Settled['lost']>,
): Promise<void> {
  const kind = 'contact.number_used_by_another';
  const isNew = await recordActivityOnce(ctx, tx, { kind, contactId, data: { ...lost } });
  if (isNew) await ctx.publish(tx, { name: 'contact.updated', ids: { contactId } });
}

/** Keeps which id the provider named beside a number, until the person has another one. */
export async function keepPair(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string,
  { address, providerUserId }: InboundSender,
): Promise<void> {
  if (address === null || providerUserId === undefined) return;
  await tx.execute(sql`
    update ${contactIdentities} i set told_with = ${providerUserId}
    where i.business_id = ${ctx.businessId} and i.channel_kind = ${kind}
      and i.address = ${address} and i.contact_id = ${contactId}
      and (i.told_with is null or exists (
        select from ${contactIdentities} o where o.business_id = i.business_id
          and o.channel_kind = i.channel_kind and o.address = i.told_with
          and o.left_at is not null))`);
}
