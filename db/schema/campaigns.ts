import { sql } from 'drizzle-orm';
import {
  boolean,
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
import { channels } from './channels.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf, systemRole } from './columns.ts';
import { contacts } from './contacts.ts';
import { conversations } from './conversations.ts';
import { members } from './members.ts';
import { campaignStates, recipientStates } from './vocabulary.ts';
import type { CampaignState, MessageTemplate, RecipientState } from './vocabulary.ts';

const isRunning = sql`state = 'running'`;

/** One send to an audience, through one channel. */
export const campaigns = pgTable(
  'campaigns',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    channelId: uuid('channel_id').notNull(),
    name: text('name').notNull(),
    text: text('text').notNull(),
    template: jsonb('template').$type<MessageTemplate>(),
    /** The audience as it was asked for; who that is gets settled at the launch. */
    isToEveryone: boolean('is_to_everyone').notNull().default(false),
    contactIds: uuid('contact_ids').array().notNull().default([]),
    state: text('state').$type<CampaignState>().notNull().default('draft'),
    stateAt: moment('state_at').defaultNow().notNull(),
    /** Counts who carries it out one after the other: an earlier one steps back. */
    run: integer('run').notNull().default(0),
    /** Why it is paused, when it was not a person who did it. */
    pauseReason: text('pause_reason'),
    pauseSentence: text('pause_sentence'),
    /** What a running one waits for, and until when. */
    waitReason: text('wait_reason'),
    waitUntil: moment('wait_until'),
    /** Since when its channel's provider has taken nothing; null while all is well. */
    troubleSince: moment('trouble_since'),
    createdByMemberId: uuid('created_by_member_id'),
    createdAt: createdAt(),
    launchedAt: moment('launched_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    foreignKey({
      columns: [table.businessId, table.channelId],
      foreignColumns: [channels.businessId, channels.id],
    }),
    foreignKey({
      columns: [table.businessId, table.createdByMemberId],
      foreignColumns: [members.businessId, members.id],
    }),
    oneOf('campaigns_state', table.state, campaignStates),
    businessPolicy(),
    // Of whatever business: one that nobody carries out any more must be found.
    index('campaigns_running').on(table.stateAt).where(isRunning),
    pgPolicy('system_finds_running', { for: 'select', to: systemRole, using: isRunning }),
  ],
);

/** One contact in a campaign. Its message has the same id, so that there can be no second one. */
export const recipients = pgTable(
  'recipients',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    campaignId: uuid('campaign_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    /** Null when the contact has no address on the channel. */
    conversationId: uuid('conversation_id'),
    state: text('state').$type<RecipientState>().notNull().default('waiting'),
    /** Why it was skipped or failed: the gate's reason or the provider's, and the sentence for people. */
    reason: text('reason'),
    sentence: text('sentence'),
    /** The next try of one that waits for something of its own; null goes in the order of ids. */
    dueAt: moment('due_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('recipients_one_per_contact').on(
      table.businessId,
      table.campaignId,
      table.contactId,
    ),
    // Kept small, for batches are taken from it: what is over is not in it.
    index('recipients_to_do')
      .on(table.businessId, table.campaignId, table.state, table.dueAt, table.id)
      .where(sql`state in ('waiting', 'sending')`),
    foreignKey({
      columns: [table.businessId, table.campaignId],
      foreignColumns: [campaigns.businessId, campaigns.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    oneOf('recipients_state', table.state, recipientStates),
    businessPolicy(),
  ],
);
