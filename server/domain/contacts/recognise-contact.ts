import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { Identity } from '#server/domain/contacts/internal.ts';
import { mergeContacts } from '#server/domain/contacts/merge-contacts.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * Whose identities these are that a provider names in one breath: several contacts become one, where
 * nothing speaks against it. An id is never given to somebody else, as a number may be: where the two
 * differ, the id says who it is.
 */
export async function mergeIfOne(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  identities: readonly Identity[],
): Promise<string | undefined> {
  const { normalizeAddress } = ctx.channels.adapterFor(kind);
  const isNumber = ({ address }: Identity) => normalizeAddress(address) !== null;
  const [byNumber, byId] = [
    identities.filter(isNumber),
    identities.filter((one) => !isNumber(one)),
  ];
  const [person, ...others] = contactsOf(byId);
  if (person === undefined) return byNumber[0]?.contactId;
  for (const other of others) {
    const hasRoom = (await standingOf(ctx, tx, kind, [person, other])).numbers <= 1;
    if (hasRoom) await mergeContacts(ctx, tx, person, other);
  }
  const gone = new Set([person, ...others]);
  for (const owner of contactsOf(byNumber).filter((one) => !gone.has(one))) {
    const { numbers, withId } = await standingOf(ctx, tx, kind, [person, owner]);
    if (numbers > 1 || withId > 1) continue;
    const [kept = person, other = owner] = [person, owner].sort();
    if (await mergeContacts(ctx, tx, kept, other)) return kept;
  }
  return person;
}

function contactsOf(identities: readonly Identity[]): string[] {
  return [...new Set(identities.map(({ contactId }) => contactId))].sort();
}

/**
 * The same where a person moved to what another contact holds, if all of that came after the move:
 * then its news came late. Of a contact that was there before, or that a member named, nobody knows.
 */
export async function mergeIfMoved(
  ctx: BusinessContext,
  tx: BusinessTx,
  { mover, holder, movedAt }: { mover: string; holder: string; movedAt: Date },
): Promise<boolean> {
  const [later] = await tx.select().from(contacts).where(eq(contacts.id, holder));
  if (later === undefined || later.nameSource === 'member' || later.createdAt < movedAt)
    return false;
  const isBefore = and(eq(conversations.contactId, holder), lt(messages.occurredAt, movedAt));
  const [before] = await tx
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .where(isBefore)
    .limit(1);
  return before === undefined && mergeContacts(ctx, tx, mover, holder);
}

/** How many numbers two contacts go by at present, and how many of the two have an id. */
async function standingOf(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  pair: readonly string[],
): Promise<{ numbers: number; withId: number }> {
  const { addressVariants, normalizeAddress } = ctx.channels.adapterFor(kind);
  const rows = await tx
    .select({ contactId: contactIdentities.contactId, address: contactIdentities.address })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.channelKind, kind),
        sql`${contactIdentities.contactId} = any(${sql.param(pair)}::uuid[])`,
        isNull(contactIdentities.leftAt),
      ),
    );
  const isNumber = ({ address }: { address: string }) => normalizeAddress(address) !== null;
  const numbers = rows.filter(isNumber).map(({ address }) => addressVariants(address)[0]);
  const withId = rows.filter((row) => !isNumber(row)).map(({ contactId }) => contactId);
  return { numbers: new Set(numbers).size, withId: new Set(withId).size };
}
