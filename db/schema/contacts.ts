import {
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf } from './columns.ts';
import { channelKinds, nameSources } from './vocabulary.ts';
import type { NameSource } from './vocabulary.ts';

/** A person the business talks to. */
export const contacts = pgTable(
  'contacts',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    /** Null until somebody says it; people then see the formatted address. */
    name: text('name'),
    nameSource: text('name_source').$type<NameSource>().notNull().default('none'),
    /** When the profile had this name, by the provider's clock; messages come in any order. */
    profileNameAt: moment('profile_name_at'),
    /** By which a person may be found who hides their number, without the @; and since when, by the same clock. */
    username: text('username'),
    usernameAt: moment('username_at'),
    /** E.164 with the plus sign. */
    phone: text('phone'),
    /** When the provider said that the number changed to this one, by its clock. */
    phoneAt: moment('phone_at'),
    email: text('email'),
    /** The ad or link that first brought this person to us, and when. */
    firstTouch: jsonb('first_touch').$type<Record<string, unknown>>(),
    firstTouchAt: moment('first_touch_at'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').defaultNow().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    oneOf('contacts_name_source', table.nameSource, nameSources),
    businessPolicy(),
  ],
);

/** A contact's address on a kind of channel. */
export const contactIdentities = pgTable(
  'contact_identities',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    channelKind: text('channel_kind').$type<(typeof channelKinds)[number]>().notNull(),
    /** As the adapter normalises it; a WhatsApp id is digits without the plus sign. */
    address: text('address').notNull(),
    /** When the contact left this address for another, by the provider's clock, and for which. */
    leftAt: moment('left_at'),
    leftFor: text('left_for'),
    /** Of a number: the id that the provider named beside it, of the same person. */
    toldWith: text('told_with'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('contact_identities_one_per_address').on(
      table.businessId,
      table.channelKind,
      table.address,
    ),
    index('contact_identities_by_contact').on(table.businessId, table.contactId),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    oneOf('contact_identities_channel_kind', table.channelKind, channelKinds),
    businessPolicy(),
  ],
);
