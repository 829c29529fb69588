import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities } from '#db/schema/contacts.ts';
import type { InboundSender } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';

export type Identity = Pick<
  typeof contactIdentities.$inferSelect,
  'contactId' | 'address' | 'leftAt' | 'leftFor' | 'toldWith'
>;

/** By what a person can be written to: their number before their ids. */
export function addressesOf({ address, providerUserId, parentUserId }: InboundSender): string[] {
  return [address, providerUserId, parentUserId].filter((one) => one != null);
}

/** The same and every other spelling of them. */
export function spellingsOf(ctx: BusinessContext, kind: ChannelKind, addresses: string[]) {
  const adapter = ctx.channels.adapterFor(kind);
  return [...new Set(addresses.flatMap((one) => adapter.addressVariants(one)))];
}

/** The identities that people go by, in the order asked for; whose they are can change until commit no more. */
export async function lockIdentities(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  spellings: string[],
): Promise<Identity[]> {
  // First messages of one person, however many at once, take turns; the order avoids deadlocks.
  const people = spellings.map((address) => `${businessId}|${kind}|${address}`).sort();
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(person, 0))
    from unnest(${sql.param(people)}::text[]) as person`);
  const rows = await tx
    .select({
      contactId: contactIdentities.contactId,
      address: contactIdentities.address,
      leftAt: contactIdentities.leftAt,
      leftFor: contactIdentities.leftFor,
      toldWith: contactIdentities.toldWith,
    })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.channelKind, kind),
        sql`${contactIdentities.address} = any(${sql.param(spellings)}::text[])`,
      ),
    );
  return rows.toSorted(
    (one, other) => spellings.indexOf(one.address) - spellings.indexOf(other.address),
  );
}

export async function addIdentities(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contactId: string,
  addresses: string[],
): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map((address) => ({ businessId, contactId, channelKind: kind, address }));
  await tx.insert(contactIdentities).values(rows).onConflictDoNothing();
}

/**
 * As contacts have it: in its official spelling, whichever a person writes from. Null where an address
 * is an id and no number.
 */
export function phoneOf(
  ctx: BusinessContext,
  kind: ChannelKind,
  address: string | null,
): string | null {
  const { addressVariants, capabilities } = ctx.channels.adapterFor(kind);
  if (address === null || !capabilities.addressIsPhone) return null;
  return `+${addressVariants(address)[0] ?? address}`;
}
