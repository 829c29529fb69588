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
    const hasRoom = (await countNumbers(ctx, tx, kind, [person, other])) <= 1;
    if (hasRoom) await mergeContacts(ctx, tx, person, other);
  }
  const gone = new Set([person, ...others]);
  // Whose number has an id of its own is another one.
  const nameless = byNumber.filter(({ toldWith }) => toldWith === null);
  for (const owner of contactsOf(nameless).filter((one) => !gone.has(one))) {
    if ((await countNumbers(ctx, tx, kind, [person, owner])) > 1) continue;
    const [kept = person, other = owner] = [person, owner].sort();
    if (await mergeContacts(ctx, tx, kept, other)) return kept;
  }
  return person;
}

/** In the order in which they were named: a person's own id before that of all their accounts. */
function contactsOf(identities: readonly Identity[]): string[] {
  return [...new Set(identities.map(({ contactId }) => contactId))];
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

/** How many numbers two contacts go by at present. */
async function countNumbers(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  pair: readonly string[],
): Promise<number> {
  const { addressVariants, normalizeAddress } = ctx.channels.adapterFor(kind);
  const rows = await tx
    .select({ address: contactIdentities.address })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.channelKind, kind),
        sql`${contactIdentities.contactId} = any(${sql.param(pair)}::uuid[])`,
        isNull(contactIdentities.leftAt),
      ),
    );
  const numbers = rows.filter(({ address }) => normalizeAddress(address) !== null);
  return new Set(numbers.map(({ address }) => addressVariants(address)[0])).size;
}
