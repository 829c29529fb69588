import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { lockIdentities } from '#server/domain/contacts/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { mergeConversations } from '#server/domain/conversations/merge-conversations.ts';
import { notFound } from '#server/domain/errors.ts';

/**
 * Moves everything of one contact to another and lets it go. False, and nothing done, where both are
 * in one bulk send, which knows each of them by name.
 */
export async function mergeContacts(
  ctx: BusinessContext,
  tx: BusinessTx,
  kept: string,
  gone: string,
): Promise<boolean> {
  const pair = [kept, gone];
  await lockAddresses(ctx, tx, pair);
  const rows = await tx
    .select()
    .from(contacts)
    .where(sql`${contacts.id} = any(${sql.param(pair)}::uuid[])`)
    .orderBy(contacts.id)
    .for('update');
  const [one, other] = pair.map((id) => rows.find((row) => row.id === id));
  if (one === undefined || other === undefined) throw notFound('contact');
  if (await shareCampaign(tx, kept, gone)) return false;
  await moveThreads(ctx, tx, kept, gone);
  await tx.update(recipients).set({ contactId: kept }).where(eq(recipients.contactId, gone));
  // There is one contact, which was made once.
  const isMade = and(eq(activities.contactId, gone), eq(activities.kind, 'contact.created'));
  await tx.delete(activities).where(isMade);
  await tx.update(activities).set({ contactId: kept }).where(eq(activities.contactId, gone));
  const isTheirs = eq(contactIdentities.contactId, gone);
  await tx.update(contactIdentities).set({ contactId: kept }).where(isTheirs);
  await tx.update(contacts).set(bothOf(one, other)).where(eq(contacts.id, kept));
  await tx.delete(contacts).where(eq(contacts.id, gone));
  await recordActivity(ctx, tx, { kind: 'contact.merged', contactId: kept });
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId: kept } });
  return true;
}

/** Whoever finds one of them by an address that is not at issue is done before, or finds the one after. */
async function lockAddresses(
  ctx: BusinessContext,
  tx: BusinessTx,
  pair: readonly string[],
): Promise<void> {
  const rows = await tx
    .select({ kind: contactIdentities.channelKind, address: contactIdentities.address })
    .from(contactIdentities)
    .where(sql`${contactIdentities.contactId} = any(${sql.param(pair)}::uuid[])`);
  for (const [kind, ofKind] of Map.groupBy(rows, (row) => row.kind)) {
    const addresses = ofKind.map(({ address }) => address);
    await lockIdentities(ctx, tx, kind, addresses);
  }
}

async function shareCampaign(tx: BusinessTx, kept: string, gone: string): Promise<boolean> {
  const ofKept = tx
    .select({ id: recipients.campaignId })
    .from(recipients)
    .where(eq(recipients.contactId, kept));
  const shared = sql`${eq(recipients.contactId, gone)} and ${recipients.campaignId} in ${ofKept}`;
  return (await tx.$count(recipients, shared)) > 0;
}

async function moveThreads(
  ctx: BusinessContext,
  tx: BusinessTx,
  kept: string,
  gone: string,
): Promise<void> {
  const threads = await tx
    .select({ id: conversations.id, channelId: conversations.channelId })
    .from(conversations)
    .where(eq(conversations.contactId, gone))
    .orderBy(conversations.id);
  for (const { id, channelId } of threads) {
    const isSame = and(eq(conversations.contactId, kept), eq(conversations.channelId, channelId));
    const [same] = await tx.select({ id: conversations.id }).from(conversations).where(isSame);
    if (same === undefined) {
      await tx.update(conversations).set({ contactId: kept }).where(eq(conversations.id, id));
    } else {
      await mergeConversations(ctx, tx, same.id, id);
    }
    const ids = { conversationId: same?.id ?? id };
    await ctx.publish(tx, { name: 'conversation.updated', ids });
  }
}

type ContactRow = typeof contacts.$inferSelect;

/** What is known of either; where both know it, by the rule that would have decided between the two. */
function bothOf(one: ContactRow, other: ContactRow): Partial<ContactRow> {
  const named = laterOf(one, other, ({ nameSource, profileNameAt }) => [
    ['none', 'profile', 'member'].indexOf(nameSource),
    timeOf(profileNameAt),
  ]);
  const found = laterOf(one, other, ({ usernameAt }) => [timeOf(usernameAt)]);
  const reached = laterOf(one, other, ({ phone, phoneAt }) => [
    timeOf(phoneAt),
    phone === null ? 0 : 1,
  ]);
  const touched = laterOf(one, other, ({ firstTouchAt }) => [-timeOf(firstTouchAt, Infinity)]);
  return {
    name: named.name,
    nameSource: named.nameSource,
    profileNameAt: named.profileNameAt,
    username: found.username,
    usernameAt: found.usernameAt,
    phone: reached.phone,
    phoneAt: reached.phoneAt,
    email: one.email ?? other.email,
    firstTouch: touched.firstTouch,
    firstTouchAt: touched.firstTouchAt,
    createdAt: one.createdAt < other.createdAt ? one.createdAt : other.createdAt,
    updatedAt: new Date(),
  };
}

function timeOf(moment: Date | null, never = 0): number {
  return moment?.getTime() ?? never;
}

/** The first of two that are alike. */
function laterOf(
  one: ContactRow,
  other: ContactRow,
  read: (row: ContactRow) => number[],
): ContactRow {
  const [mine, theirs] = [read(one), read(other)];
  const at = mine.findIndex((value, index) => value !== theirs[index]);
  return at >= 0 && (theirs[at] ?? 0) > (mine[at] ?? 0) ? other : one;
}
