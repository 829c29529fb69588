import { sql } from 'drizzle-orm';
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
import { channels } from './channels.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf } from './columns.ts';
import { conversationSides, revisionKinds } from './vocabulary.ts';
import type { ConversationSide, RevisionKind } from './vocabulary.ts';

/**
 * What each side last put on a message, known by the provider's id alone: it may come before its
 * message. The latest by the provider's clock counts; one taken back stays, without an emoji.
 */
export const reactions = pgTable(
  'reactions',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    channelId: uuid('channel_id').notNull(),
    /** Of the message that it is on. */
    providerMessageId: text('provider_message_id').notNull(),
    side: text('side').$type<ConversationSide>().notNull(),
    emoji: text('emoji'),
    occurredAt: moment('occurred_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('reactions_one_per_side').on(
      table.businessId,
      table.channelId,
      table.providerMessageId,
      table.side,
    ),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    oneOf('reactions_side', table.side, conversationSides),
    businessPolicy(),
  ],
);

/** That a message was changed or taken back, kept even before we know the message. */
export const messageRevisions = pgTable(
  'message_revisions',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    channelId: uuid('channel_id').notNull(),
    providerMessageId: text('provider_message_id').notNull(),
    kind: text('kind').$type<RevisionKind>().notNull(),
    occurredAt: moment('occurred_at').notNull(),
    /** What it now holds: `kind`, `text` and `content` of a message. */
    content: jsonb('content').$type<Record<string, unknown>>(),
    raw: jsonb('raw'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('message_revisions_once').on(
      table.businessId,
      table.channelId,
      table.providerMessageId,
      table.kind,
      table.occurredAt,
      sql`md5(coalesce(content::text, ''))`,
    ),
    index('message_revisions_of_message').on(
      table.businessId,
      table.channelId,
      table.providerMessageId,
    ),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    oneOf('message_revisions_kind', table.kind, revisionKinds),
    businessPolicy(),
  ],
);
