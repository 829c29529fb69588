import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses, locations } from './businesses.ts';
import {
  businessId,
  businessPolicy,
  createdAt,
  id,
  moment,
  oneOf,
  systemReadPolicy,
} from './columns.ts';
import { channelKinds, channelStatuses } from './vocabulary.ts';
import type { ChannelStatus } from './vocabulary.ts';

/** One connected account: a number, a mailbox. */
export const channels = pgTable(
  'channels',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    kind: text('kind').$type<(typeof channelKinds)[number]>().notNull(),
    name: text('name').notNull(),
    /** The provider's id of the account: a WhatsApp phone_number_id. */
    externalId: text('external_id').notNull(),
    /** What holds the account there: a WhatsApp Business Account, a Facebook page; its templates are of it. */
    accountId: text('account_id'),
    /** What customers write to, for people to read: a formatted number. */
    displayAddress: text('display_address').notNull(),
    /** The adapter's credentials as JSON, sealed; see server/encryption.ts. Empty once disconnected. */
    encryptedCredentials: text('encrypted_credentials').notNull(),
    /** Of the channel's own verify token, so that a handshake opens no secret. */
    verifyTokenHash: text('verify_token_hash'),
    /** Speaks to the in-app sandbox instead of the provider. */
    isSandbox: boolean('is_sandbox').notNull().default(false),
    locationId: uuid('location_id'),
    status: text('status').$type<ChannelStatus>().notNull().default('connected'),
    /** Why it is not connected, or what its admins should know although it is. */
    statusReason: text('status_reason'),
    /** What the provider takes from this account in a second. */
    sendsPerSecond: integer('sends_per_second').notNull().default(80),
    /** How many different people the provider lets be written to first within 24 hours; null = any. */
    newPeoplePerDay: integer('new_people_per_day').default(250),
    /** When the provider said so, by its clock; null when nobody but us has. */
    newPeoplePerDayAt: moment('new_people_per_day_at'),
    /** Whether who writes to it is shown, with the reply, that what they wrote was read. */
    marksRead: boolean('marks_read').notNull().default(false),
    /** When all the templates of its account were last read, what went wrong since, and one under way. */
    templatesSyncedAt: moment('templates_synced_at'),
    templatesSyncTrouble: text('templates_sync_trouble'),
    templatesSyncStartedAt: moment('templates_sync_started_at'),
    lastEventAt: moment('last_event_at'),
    /** When the provider stops accepting the access token; null = never, or unknown. */
    tokenExpiresAt: moment('token_expires_at'),
    /** What the last checkup found, as a list of findings. */
    checkup: jsonb('checkup').$type<unknown>(),
    checkedAt: moment('checked_at'),
    /** How far those that people asked for are ahead of their pace. */
    checksPaidUpAt: moment('checks_paid_up_at'),
    /** How the provider rates the account, in its word. */
    quality: text('quality'),
    qualityAt: moment('quality_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('channels_one_per_account')
      .on(table.kind, table.externalId)
      .where(sql`status <> 'disconnected'`),
    index('channels_of_account').on(table.kind, table.accountId),
    index('channels_by_verify_token')
      .on(table.kind, table.verifyTokenHash)
      .where(sql`verify_token_hash is not null and status <> 'disconnected'`),
    foreignKey({
      columns: [table.businessId, table.locationId],
      foreignColumns: [locations.businessId, locations.id],
    }),
    check('channels_sends_per_second', sql`${table.sendsPerSecond} > 0`),
    check('channels_new_people_per_day', sql`${table.newPeoplePerDay} > 0`),
    oneOf('channels_kind', table.kind, channelKinds),
    oneOf('channels_status', table.status, channelStatuses),
    businessPolicy(),
    systemReadPolicy(),
  ],
);
