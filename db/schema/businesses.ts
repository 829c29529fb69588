import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  appRole,
  businessId,
  businessPolicy,
  createdAt,
  currentBusiness,
  id,
  moment,
  systemReadPolicy,
} from './columns.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** The tenant. Its own id is what every other tenant table calls business_id. */
export const businesses = pgTable(
  'businesses',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuidv7()`),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    phone: text('phone'),
    address: text('address').notNull().default(''),
    website: text('website'),
    timeZone: text('time_zone').notNull().default('UTC'),
    currency: text('currency').notNull().default('USD'),
    locale: text('locale').notNull().default('en'),
    /** Changes with the logo, so that its address can be cached for good; null without one. */
    logoVersion: text('logo_version'),
    isDemo: boolean('is_demo').notNull().default(false),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').defaultNow().notNull(),
    /** Set when the owner deletes the business: nobody signs in to it any more. */
    deletedAt: moment('deleted_at'),
  },
  () => [
    pgPolicy('business_rows', {
      to: appRole,
      using: sql`id = ${currentBusiness}`,
      withCheck: sql`id = ${currentBusiness}`,
    }),
    systemReadPolicy(),
  ],
);

export const businessLogos = pgTable(
  'business_logos',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    contentType: text('content_type').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId] }), businessPolicy()],
);

/** A branch of the business; one to start with. */
export const locations = pgTable(
  'locations',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    name: text('name').notNull(),
    address: text('address').notNull().default(''),
    isDefault: boolean('is_default').notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('locations_one_default')
      .on(table.businessId)
      .where(sql`is_default`),
    businessPolicy(),
  ],
);
