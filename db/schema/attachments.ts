import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { businesses } from './businesses.ts';
import { businessId, businessPolicy, createdAt, id, moment, oneOf, systemRole } from './columns.ts';
import { members } from './members.ts';
import { messages } from './messages.ts';
import { attachmentStates, fileKinds } from './vocabulary.ts';
import type { AttachmentState, FileKind } from './vocabulary.ts';

const isPending = sql`state = 'pending' and message_id is not null`;
const isUnsent = sql`message_id is null`;

/** A file of a message: the message comes first, its bytes when they can be had. */
export const attachments = pgTable(
  'attachments',
  {
    businessId: businessId().references(() => businesses.id, { onDelete: 'cascade' }),
    id: id(),
    /** Null while a member who added it has not sent it. */
    messageId: uuid('message_id'),
    uploadedByMemberId: uuid('uploaded_by_member_id'),
    /** Its place among the files of its message, counted from 0. */
    position: integer('position').notNull().default(0),
    kind: text('kind').$type<FileKind>().notNull(),
    /** What it is by its bytes, once they are here; before that what the provider says. */
    mimeType: text('mime_type'),
    fileName: text('file_name'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    sha256: text('sha256'),
    width: integer('width'),
    height: integer('height'),
    durationSeconds: real('duration_seconds'),
    isVoice: boolean('is_voice').notNull().default(false),
    isAnimated: boolean('is_animated').notNull().default(false),
    /** How its provider names it, or where it has it for a while. */
    providerMediaId: text('provider_media_id'),
    providerMediaAt: moment('provider_media_at'),
    sourceUrl: text('source_url'),
    /** Keys in the file storage. */
    storageKey: text('storage_key'),
    thumbnailKey: text('thumbnail_key'),
    state: text('state').$type<AttachmentState>().notNull().default('pending'),
    stateAt: moment('state_at').defaultNow().notNull(),
    /** Until when the one who fetches it has it for themselves. */
    leaseUntil: moment('lease_until'),
    failureText: text('failure_text'),
    /** Fetching it again would fail again. */
    isTooLarge: boolean('is_too_large').notNull().default(false),
    attempts: integer('attempts').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('attachments_of_message')
      .on(table.businessId, table.messageId, table.position)
      .where(sql`message_id is not null`),
    foreignKey({
      columns: [table.businessId, table.messageId],
      foreignColumns: [messages.businessId, messages.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.businessId, table.uploadedByMemberId],
      foreignColumns: [members.businessId, members.id],
    }),
    oneOf('attachments_kind', table.kind, fileKinds),
    oneOf('attachments_state', table.state, attachmentStates),
    businessPolicy(),
    // Of whatever business: a file whose job was lost must be fetched after all.
    index('attachments_pending').on(table.stateAt).where(isPending),
    pgPolicy('system_finds_pending', { for: 'select', to: systemRole, using: isPending }),
    index('attachments_unsent').on(table.createdAt).where(isUnsent),
    pgPolicy('system_finds_unsent', { for: 'select', to: systemRole, using: isUnsent }),
  ],
);
