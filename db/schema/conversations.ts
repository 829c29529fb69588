import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses, locations } from './businesses.ts';
import { channels } from './channels.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf } from './columns.ts';
import { contacts } from './contacts.ts';
import { members } from './members.ts';
import {
  conversationHandlers,
  conversationStatuses,
  messageAuthors,
  messageDirections,
  messageKinds,
  messageStates,
} from './vocabulary.ts';
import type {
  ConversationHandler,
  ConversationStatus,
  MessageAuthor,
  MessageDirection,
  MessageKind,
  MessageState,
} from './vocabulary.ts';

/** A thread with one contact on one channel; its last message is kept here for the list. */
export const conversations = pgTable(
  'conversations',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    /** The contact's address on this channel, where replies go. */
    address: text('address').notNull(),
    /** When they last wrote from it, or moved to it, by the provider's clock. */
    addressAt: moment('address_at'),
    locationId: uuid('location_id'),
    status: text('status').$type<ConversationStatus>().notNull().default('open'),
    handledBy: text('handled_by').$type<ConversationHandler>().notNull().default('nobody'),
    assigneeId: uuid('assignee_id'),
    unreadCount: integer('unread_count').notNull().default(0),
    /** By the provider's clock: the reply window is counted from it. */
    lastInboundAt: moment('last_inbound_at'),
    /** By the same clock: when somebody last answered on the phone, and up to when the contact has read. */
    answeredElsewhereAt: moment('answered_elsewhere_at'),
    readUpToAt: moment('read_up_to_at'),
    lastMessageId: uuid('last_message_id'),
    lastMessageAt: moment('last_message_at').defaultNow().notNull(),
    lastMessageText: text('last_message_text').notNull().default(''),
    lastMessageKind: text('last_message_kind').$type<MessageKind>(),
    lastMessageDirection: text('last_message_direction').$type<MessageDirection>(),
    lastMessageAuthor: text('last_message_author').$type<MessageAuthor>(),
    lastMessageAuthorName: text('last_message_author_name'),
    lastMessageState: text('last_message_state').$type<MessageState>(),
    lastMessageFailure: text('last_message_failure'),
    closedAt: moment('closed_at'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').defaultNow().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('conversations_one_per_contact').on(
      table.businessId,
      table.channelId,
      table.contactId,
    ),
    // Read backwards: desc() of an index puts nulls last, which no query's desc asks for.
    index('conversations_by_status').on(
      table.businessId,
      table.status,
      table.lastMessageAt,
      table.id,
    ),
    // The views' counts are read from this alone.
    index('conversations_counted').on(
      table.businessId,
      table.status,
      table.assigneeId,
      table.unreadCount,
    ),
    // Whose time to reply ends soonest.
    index('conversations_by_last_inbound').on(
      table.businessId,
      table.status,
      table.lastInboundAt,
      table.id,
    ),
    index('conversations_by_contact').on(table.businessId, table.contactId),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    foreignKey({
      columns: [table.businessId, table.locationId],
      foreignColumns: [locations.businessId, locations.id],
    }),
    foreignKey({
      columns: [table.businessId, table.assigneeId],
      foreignColumns: [members.businessId, members.id],
    }),
    oneOf('conversations_status', table.status, conversationStatuses),
    oneOf('conversations_handled_by', table.handledBy, conversationHandlers),
    oneOf('conversations_last_kind', table.lastMessageKind, messageKinds),
    oneOf('conversations_last_direction', table.lastMessageDirection, messageDirections),
    oneOf('conversations_last_author', table.lastMessageAuthor, messageAuthors),
    oneOf('conversations_last_state', table.lastMessageState, messageStates),
    businessPolicy(),
  ],
);
