import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { businessId, businessPolicy, createdAt, id, oneOf } from './columns.ts';
import { contacts } from './contacts.ts';
import { actorKinds } from './vocabulary.ts';

/** An entry on a contact's timeline, or on the business's own when it concerns no contact. */
export const activities = pgTable(
  'activities',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    contactId: uuid('contact_id'),
    conversationId: uuid('conversation_id'),
    actor: text('actor').$type<(typeof actorKinds)[number]>().notNull(),
    actorMemberId: uuid('actor_member_id'),
    actorName: text('actor_name'),
    /** `noun.past_tense`, as `conversation.closed`. */
    kind: text('kind').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    // Read backwards: desc() of an index puts nulls last, which no query's desc asks for.
    index('activities_of_contact').on(table.businessId, table.contactId, table.id),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    oneOf('activities_actor', table.actor, actorKinds),
    businessPolicy(),
  ],
);
