import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, moment } from './columns.ts';

/** A login; a person may be a member of several businesses. Global. */
export const users = pgTable(
  'users',
  {
    id: id(),
    /** Stored lower-cased: equality on text keeps its index under row-level security. */
    email: text('email').notNull().unique(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.id] })],
);

/** A signed-in browser, ended by the server at will. Global. */
export const userSessions = pgTable(
  'user_sessions',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The business the person works in now, in this browser. */
    businessId: uuid('business_id_in_use'),
    userAgent: text('user_agent'),
    address: text('address'),
    createdAt: createdAt(),
    lastSeenAt: moment('last_seen_at').defaultNow().notNull(),
    expiresAt: moment('expires_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.id] }),
    index('user_sessions_by_user').on(table.userId, table.createdAt),
  ],
);

/** A one-time link to choose a new password; only the token's hash is kept. Global. */
export const passwordResets = pgTable(
  'password_resets',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [index('password_resets_by_user').on(table.userId)],
);

/** Failed sign-ins counted per account and per network address. Global. */
export const signInAttempts = pgTable('sign_in_attempts', {
  /** `account:<hash of the e-mail>` or `address:<network address>`. */
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  lastFailedAt: moment('last_failed_at').notNull(),
  lockedUntil: moment('locked_until'),
});
