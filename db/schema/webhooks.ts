import { sql } from 'drizzle-orm';
import {
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
import { businessId, businessPolicy, createdAt, id, moment, oneOf, systemRole } from './columns.ts';
import { channelKinds, deadLetterStates, deliveryStates } from './vocabulary.ts';

const isWaiting = sql`state = 'waiting'`;
const isReplayed = sql`state = 'replayed'`;
const isOld = sql`state = 'replayed' and replayed_at < now() - interval '30 days'`;

/** A provider's call as it came, committed before it is answered. Global: one call may name several businesses. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: id(),
    channelKind: text('channel_kind').$type<(typeof channelKinds)[number]>().notNull(),
    body: text('body').notNull(),
    /** Whose secret signed it: null for the app's own, else the external ids its secret speaks for. */
    signedFor: text('signed_for').array(),
    state: text('state').$type<(typeof deliveryStates)[number]>().notNull().default('pending'),
    receivedAt: moment('received_at').defaultNow().notNull(),
    appliedAt: moment('applied_at'),
  },
  (table) => [
    primaryKey({ columns: [table.id] }),
    index('webhook_deliveries_by_state').on(table.state, table.receivedAt),
    oneOf('webhook_deliveries_kind', table.channelKind, channelKinds),
    oneOf('webhook_deliveries_state', table.state, deliveryStates),
  ],
);

/** An item for an account that no business has connected. Global, because nobody owns it yet. */
export const unroutedItems = pgTable(
  'unrouted_items',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    channelKind: text('channel_kind').$type<(typeof channelKinds)[number]>().notNull(),
    externalChannelId: text('external_channel_id'),
    reason: text('reason').notNull(),
    item: jsonb('item').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.deliveryId, table.position] }),
    index('unrouted_items_by_account').on(table.channelKind, table.externalChannelId),
    // However often a provider repeats itself; a secret that may not speak is another reason.
    uniqueIndex('unrouted_items_once').on(
      table.channelKind,
      sql`coalesce(external_channel_id, '')`,
      sql`md5(reason || item::text)`,
    ),
  ],
);

/** An item that could not be applied, with the reason; never thrown away. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    deliveryId: uuid('delivery_id').notNull(),
    /** Which item of the delivery, counted from 0. */
    position: integer('position').notNull(),
    channelKind: text('channel_kind').$type<(typeof channelKinds)[number]>().notNull(),
    externalChannelId: text('external_channel_id'),
    reason: text('reason').notNull(),
    item: jsonb('item').notNull(),
    state: text('state').$type<(typeof deadLetterStates)[number]>().notNull().default('waiting'),
    createdAt: createdAt(),
    replayedAt: moment('replayed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    // However often a provider repeats itself, and a delivery is applied.
    uniqueIndex('dead_letters_one_per_item')
      .on(table.businessId, table.channelKind, table.externalChannelId, sql`md5(item::text)`)
      .where(sql`state = 'waiting'`),
    index('dead_letters_waiting_of_delivery').on(table.deliveryId).where(isWaiting),
    index('dead_letters_replayed').on(table.replayedAt).where(isReplayed),
    oneOf('dead_letters_state', table.state, deadLetterStates),
    businessPolicy(),
    // To keep the call that one waits in, and to forget those that were replayed long ago.
    pgPolicy('system_finds', {
      for: 'select',
      to: systemRole,
      using: sql`${isWaiting} or ${isOld}`,
    }),
    pgPolicy('system_prunes', { for: 'delete', to: systemRole, using: isOld }),
  ],
);
