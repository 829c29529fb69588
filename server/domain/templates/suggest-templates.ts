import { and, desc, eq, max, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { templates } from '#db/schema/templates.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { rankLanguage } from '#server/domain/templates/rank-language.ts';
import { valuesFrom } from '#server/domain/templates/read-values.ts';

const mostCounted = 5_000;
const here = alias(messages, 'here');

/**
 * The approved templates of a conversation's account, the best one first: in the language in which
 * this person was last sent one, or else in that of the business, utility before marketing, the most
 * used and last used before the others; with what is known to fill their blanks. Throws NOT_FOUND.
 */
export async function suggestTemplates(
  ctx: BusinessContext,
  { conversationId }: { conversationId: string },
) {
  return ctx.db(async (tx) => {
    const about = await readAbout(tx, conversationId);
    if (about === null) throw notFound('conversation');
    const { accountId, kind, channelId, locale, ...facts } = about;
    const { templates: desk } = ctx.channels.adapterFor(kind);
    const memberName = ctx.actor.kind === 'member' ? ctx.actor.name : null;
    const values = valuesFrom({ ...facts, memberName });
    if (accountId === null || desk === undefined) return { templates: [], values };
    const rows = await tx
      .select()
      .from(templates)
      .where(and(eq(templates.accountId, accountId), eq(templates.status, 'approved')));
    const uses = await countUses(tx, channelId);
    const languages = [await lastLanguage(tx, conversationId), locale];
    const offered = rows.map(({ components, ...row }) => ({
      id: row.id,
      name: row.name,
      language: row.language,
      category: row.category,
      parameterFormat:
        row.parameterFormat === 'named' ? ('named' as const) : ('positional' as const),
      parts: desk.readParts(components),
      uses: uses.get(`${row.name}\n${row.language}`) ?? { count: 0, lastAt: null },
    }));
    // Codes for signing in are no conversation; what we cannot read whole we cannot fill.
    const sendable = offered.filter(
      ({ category, parts }) => category !== 'authentication' && parts.isWhole,
    );
    return { templates: sendable.toSorted(byFitness(languages)), values };
  });
}

async function readAbout(tx: BusinessTx, conversationId: string) {
  const [row] = await tx
    .select({
      accountId: channels.accountId,
      kind: channels.kind,
      channelId: channels.id,
      contactName: contacts.name,
      phone: contacts.phone,
      email: contacts.email,
      businessName: businesses.name,
      locale: businesses.locale,
    })
    .from(conversations)
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .innerJoin(
      contacts,
      and(
        eq(contacts.businessId, conversations.businessId),
        eq(contacts.id, conversations.contactId),
      ),
    )
    .innerJoin(businesses, eq(businesses.id, conversations.businessId))
    .where(eq(conversations.id, conversationId));
  return row ?? null;
}

interface Uses {
  count: number;
  lastAt: Date | null;
}

/** Of the latest messages only, so that a busy channel does not take long. */
async function countUses(tx: BusinessTx, channelId: string): Promise<Map<string, Uses>> {
  const latest = tx
    .select({ template: here.template, occurredAt: here.occurredAt })
    .from(here)
    .where(
      and(
        eq(here.channelId, channelId),
        eq(here.author, 'member'),
        sql`${here.template} is not null`,
      ),
    )
    .orderBy(desc(here.id))
    .limit(mostCounted)
    .as('latest');
  const rows = await tx
    .select({
      name: sql<string>`${latest.template} ->> 'name'`,
      language: sql<string>`${latest.template} ->> 'language'`,
      count: sql<number>`count(*)::int`,
      lastAt: max(latest.occurredAt),
    })
    .from(latest)
    .groupBy(sql`1`, sql`2`);
  return new Map(
    rows.map(({ name, language, count, lastAt }) => [`${name}\n${language}`, { count, lastAt }]),
  );
}

/** In which this person was last sent a template; null when never. */
async function lastLanguage(tx: BusinessTx, conversationId: string): Promise<string | null> {
  const [row] = await tx
    .select({ language: sql<string>`${messages.template} ->> 'language'` })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), sql`${messages.template} is not null`))
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(1);
  return row?.language ?? null;
}

interface Fit {
  name: string;
  language: string;
  category: string;
  uses: Uses;
}

function byFitness(languages: readonly (string | null)[]) {
  const rank = (one: Fit) => rankLanguage(one.language, languages);
  const lastAt = (one: Fit) => one.uses.lastAt?.getTime() ?? 0;
  return (one: Fit, other: Fit): number =>
    rank(one) - rank(other) ||
    Number(one.category !== 'utility') - Number(other.category !== 'utility') ||
    other.uses.count - one.uses.count ||
    lastAt(other) - lastAt(one) ||
    one.name.localeCompare(other.name) ||
    one.language.localeCompare(other.language);
}
