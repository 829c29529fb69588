import {
  foreignKey,
  index,
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
import { users } from './users.ts';
import { roles } from './vocabulary.ts';
import type { Role } from './vocabulary.ts';

/** A user's place in a business; carries the name so that tenant queries never read users. */
export const members = pgTable(
  'members',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    locationId: uuid('location_id'),
    createdAt: createdAt(),
    disabledAt: moment('disabled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('members_one_per_user').on(table.businessId, table.userId),
    index('members_by_user').on(table.userId),
    foreignKey({
      columns: [table.businessId, table.locationId],
      foreignColumns: [locations.businessId, locations.id],
    }),
    oneOf('members_role', table.role, roles),
    businessPolicy(),
    systemReadPolicy(),
  ],
);

/** A link that lets somebody join; only the token's hash is kept. */
export const invitations = pgTable(
  'invitations',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    invitedByMemberId: uuid('invited_by_member_id').notNull(),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
    acceptedAt: moment('accepted_at'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    foreignKey({
      columns: [table.businessId, table.invitedByMemberId],
      foreignColumns: [members.businessId, members.id],
    }),
    oneOf('invitations_role', table.role, roles),
    businessPolicy(),
    systemReadPolicy(),
  ],
);
