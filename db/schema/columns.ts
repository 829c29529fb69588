import { sql } from 'drizzle-orm';
import { check, pgPolicy, pgRole, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** Reads and writes one business's rows; row-level security decides which. */
export const appRole = pgRole('frontdesk_app').existing();
/** Reads and writes the global tables and the few cross-business look-ups of db/system.ts. */
export const systemRole = pgRole('frontdesk_system').existing();

export const id = () =>
  uuid('id')
    .default(sql`uuidv7()`)
    .notNull();

export const businessId = () => uuid('business_id').notNull();

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const createdAt = () => moment('created_at').defaultNow().notNull();

/** After a transaction the setting reads back as an empty string, hence nullif. */
export const currentBusiness = sql`nullif(current_setting('app.business_id', true), '')::uuid`;

/** The second lock of tenancy: rows of the business set for the transaction, and no others. */
export const businessPolicy = () =>
  pgPolicy('business_rows', {
    to: appRole,
    using: sql`business_id = ${currentBusiness}`,
    withCheck: sql`business_id = ${currentBusiness}`,
  });

/** Lets the system role read a tenant table that db/system.ts looks things up in. */
export const systemReadPolicy = () =>
  pgPolicy('system_reads', { for: 'select', to: systemRole, using: sql`true` });

/** Text with a closed set of values: enum equality is not leakproof, text equality is. */
export const oneOf = (name: string, column: AnyPgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`);
