import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { campaigns } from './campaigns.ts';
import { channels } from './channels.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf, systemRole } from './columns.ts';
import { conversations } from './conversations.ts';
import { members } from './members.ts';
import {
  messageAuthors,
  messageDirections,
  messageKinds,
  messageStates,
  receiptStatuses,
} from './vocabulary.ts';
import type {
  MessageAuthor,
  MessageDirection,
  MessageKind,
  MessageState,
  MessageTemplate,
  ReceiptStatus,
} from './vocabulary.ts';

const underWay = sql`state in ('queued', 'sending')`;
const isScheduled = sql`state = 'scheduled'`;
const isOldReceipt = sql`created_at < now() - interval '90 days'`;

export const messages = pgTable(
  'messages',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    conversationId: uuid('conversation_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    direction: text('direction').$type<MessageDirection>().notNull(),
    author: text('author').$type<MessageAuthor>().notNull(),
    authorMemberId: uuid('author_member_id'),
    kind: text('kind').$type<MessageKind>().notNull().default('text'),
    text: text('text').notNull().default(''),
    /** What there is beside the text, in the form that its kind has; see server/channels/content.ts. */
    content: jsonb('content').$type<Record<string, unknown>>(),
    /** Where it came from: forwarded, from an ad, about a product or a story. */
    context: jsonb('context').$type<Record<string, unknown>>(),
    /** By the provider's clock: when its writer last changed it, or took it back. */
    editedAt: moment('edited_at'),
    deletedAt: moment('deleted_at'),
    /** What it said before its writer first changed it. */
    firstText: text('first_text'),
    /** Sent in place of the text, which then only says what people here read. */
    template: jsonb('template').$type<MessageTemplate>(),
    /** The bulk send that it belongs to; its recipient has the same id. */
    campaignId: uuid('campaign_id'),
    /** Made by the sender's browser; sending the same one twice is one message. */
    clientId: uuid('client_id'),
    providerMessageId: text('provider_message_id'),
    quotedProviderMessageId: text('quoted_provider_message_id'),
    state: text('state').$type<MessageState>().notNull(),
    /** When the state was reached, by the provider's clock where it told us. */
    stateAt: moment('state_at').defaultNow().notNull(),
    failureCode: text('failure_code'),
    failureText: text('failure_text'),
    /** The provider's own words about it, with its code. */
    failureDetail: text('failure_detail'),
    canRetry: boolean('can_retry').notNull().default(false),
    attempts: integer('attempts').notNull().default(0),
    leaseUntil: moment('lease_until'),
    /** When it is to go out; kept of one that went, was cancelled, or missed its time. */
    scheduledFor: moment('scheduled_for'),
    /** The part before this one: what was written as one goes in order, each when the one before is out. */
    followsId: uuid('follows_id'),
    /** The turn given to a message that had to wait for the channel's or the person's pace. */
    sendAfter: moment('send_after'),
    /** The order of a thread: the provider's time of an inbound message, ours of an outbound one. */
    occurredAt: moment('occurred_at').notNull(),
    createdAt: createdAt(),
    /** The provider's own item, kept so that nothing it said is lost. */
    raw: jsonb('raw'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('messages_one_per_provider_id')
      .on(table.businessId, table.channelId, table.providerMessageId)
      .where(sql`provider_message_id is not null`),
    uniqueIndex('messages_one_per_client_id')
      .on(table.businessId, table.clientId)
      .where(sql`client_id is not null`),
    // Read backwards: desc() of an index puts nulls last, which no query's desc asks for.
    index('messages_of_conversation').on(
      table.businessId,
      table.conversationId,
      table.occurredAt,
      table.id,
    ),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    foreignKey({
      columns: [table.businessId, table.authorMemberId],
      foreignColumns: [members.businessId, members.id],
    }),
    foreignKey({
      columns: [table.businessId, table.campaignId],
      foreignColumns: [campaigns.businessId, campaigns.id],
    }),
    foreignKey({
      columns: [table.businessId, table.followsId],
      foreignColumns: [table.businessId, table.id],
    }).onDelete('cascade'),
    index('messages_following')
      .on(table.businessId, table.followsId)
      .where(sql`follows_id is not null`),
    oneOf('messages_direction', table.direction, messageDirections),
    oneOf('messages_author', table.author, messageAuthors),
    oneOf('messages_kind', table.kind, messageKinds),
    oneOf('messages_state', table.state, messageStates),
    businessPolicy(),
    // Of whatever business: a message whose job was lost must be found to be sent after all.
    index('messages_under_way').on(table.stateAt).where(underWay),
    pgPolicy('system_finds_under_way', { for: 'select', to: systemRole, using: underWay }),
    check('messages_scheduled_have_a_time', sql`state <> 'scheduled' or scheduled_for is not null`),
    // What a channel refused last.
    index('messages_failed_of_channel')
      .on(table.businessId, table.channelId, table.stateAt)
      .where(sql`state = 'failed'`),
    index('messages_scheduled_of_conversation')
      .on(table.businessId, table.conversationId)
      .where(isScheduled),
    // Of whatever business, for the same reason.
    index('messages_scheduled').on(table.scheduledFor).where(isScheduled),
    pgPolicy('system_finds_scheduled', { for: 'select', to: systemRole, using: isScheduled }),
  ],
);

/**
 * What the provider said became of a message, kept even before we know its message: each status once,
 * with the earliest moment that was told of it.
 */
export const receipts = pgTable(
  'receipts',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    channelId: uuid('channel_id').notNull(),
    providerMessageId: text('provider_message_id').notNull(),
    /** Our message id as the provider echoes it, when it does. */
    clientReference: text('client_reference'),
    status: text('status').$type<ReceiptStatus>().notNull(),
    occurredAt: moment('occurred_at').notNull(),
    failureCode: text('failure_code'),
    failureText: text('failure_text'),
    failureDetail: text('failure_detail'),
    raw: jsonb('raw'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('receipts_one_per_status').on(
      table.businessId,
      table.channelId,
      table.providerMessageId,
      table.status,
    ),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    index('receipts_by_age').on(table.createdAt),
    oneOf('receipts_status', table.status, receiptStatuses),
    businessPolicy(),
    pgPolicy('system_finds_old', { for: 'select', to: systemRole, using: isOldReceipt }),
    pgPolicy('system_prunes', { for: 'delete', to: systemRole, using: isOldReceipt }),
  ],
);
