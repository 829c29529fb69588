import { jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf } from './columns.ts';
import { templateCategories, templateStatuses } from './vocabulary.ts';
import type { TemplateCategory, TemplateStatus } from './vocabulary.ts';

/** A text with blanks that a provider approves, in one language; it belongs to the account of a channel. */
export const templates = pgTable(
  'templates',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    /** The account of channels.account_id. */
    accountId: text('account_id').notNull(),
    providerTemplateId: text('provider_template_id'),
    name: text('name').notNull(),
    language: text('language').notNull(),
    category: text('category').$type<TemplateCategory>().notNull(),
    status: text('status').$type<TemplateStatus>().notNull(),
    /** By the provider's clock where it told us. */
    statusAt: moment('status_at').defaultNow().notNull(),
    /** Why the provider refused or stopped it, in its words. */
    statusReason: text('status_reason'),
    quality: text('quality'),
    /** When the provider told of this quality and this category, by its clock. */
    qualityAt: moment('quality_at'),
    categoryAt: moment('category_at'),
    /** `positional` or `named`: how the blanks are told apart. */
    parameterFormat: text('parameter_format').notNull().default('positional'),
    /** Header, body, footer and buttons in the provider's form. */
    components: jsonb('components').$type<Record<string, unknown>[]>().notNull(),
    syncedAt: moment('synced_at'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').defaultNow().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('templates_one_per_language').on(
      table.businessId,
      table.accountId,
      table.name,
      table.language,
    ),
    oneOf('templates_category', table.category, templateCategories),
    oneOf('templates_status', table.status, templateStatuses),
    businessPolicy(),
  ],
);
