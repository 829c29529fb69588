import {
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { channels } from './channels.ts';
import { businessId, businessPolicy, moment } from './columns.ts';
import { conversations } from './conversations.ts';

/** Milliseconds since 1970 with fractions: at a thousand a second a whole one is too coarse. */
const instant = (name: string) => doublePrecision(name).notNull().default(0);

/** How far a channel is ahead of its allowed rate; the row is the lock that senders share. */
export const channelPaces = pgTable(
  'channel_paces',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id').notNull(),
    /** When everything sent so far would be paid for, were it sent at the even rate. */
    paidUpAt: instant('paid_up_at'),
    /** The last time given to a message that has to wait. */
    lastTurnAt: instant('last_turn_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.channelId] }),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }).onDelete('cascade'),
    businessPolicy(),
  ],
);

/** The same for the person of one conversation, and what the provider said about writing to them. */
export const recipientPaces = pgTable(
  'recipient_paces',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id').notNull(),
    paidUpAt: instant('paid_up_at'),
    lastTurnAt: instant('last_turn_at'),
    /** How often in a row the provider could not reach the address, and when it last said so. */
    unreachableCount: integer('unreachable_count').notNull().default(0),
    unreachableAt: moment('unreachable_at'),
    /** When the provider told us that this person wants no marketing. */
    marketingStoppedAt: moment('marketing_stopped_at'),
    /** When the person last told the provider whether they want it, by its clock. */
    marketingSaidAt: moment('marketing_said_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.conversationId] }),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    businessPolicy(),
  ],
);

/** When a person was last written to outside their reply window: the provider counts such people. */
export const begunConversations = pgTable(
  'begun_conversations',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    begunAt: moment('begun_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.conversationId] }),
    index('begun_conversations_by_time').on(table.businessId, table.channelId, table.begunAt),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }).onDelete('cascade'),
    businessPolicy(),
  ],
);
