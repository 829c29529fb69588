import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { FileKind, MessageKind, MessageTemplate } from '#db/schema/vocabulary.ts';
import type { ChannelAdapter } from '#server/channels/types.ts';
import { requireFit } from '#server/domain/attachments/require-fit.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { buildContent } from '#server/domain/messages/build-content.ts';
import type { AttachmentRow } from '#server/domain/messages/build-content.ts';
import type { ReplyInput } from '#server/domain/messages/schema.ts';
import { splitText } from '#server/domain/messages/split-text.ts';

/** One message of what a member wrote as one. */
export interface ReplyPart {
  kind: MessageKind;
  text: string;
  content: Record<string, unknown> | null;
  template: MessageTemplate | null;
  /** In their order; a message of a file has one. */
  files: AttachmentRow[];
}

type Written = Pick<ReplyInput, 'text' | 'content' | 'template'>;

/**
 * The messages that a reply becomes on its channel, in order: a long text is several, and so are
 * several files. Throws BAD_REQUEST for what the channel does not take, NOT_FOUND for a file that is
 * not the member's to send.
 */
export async function planReply(
  ctx: BusinessContext,
  tx: BusinessTx,
  adapter: ChannelAdapter,
  input: Written,
): Promise<ReplyPart[]> {
  const parts = await partsOf(ctx, tx, adapter, input);
  for (const { files, ...part } of parts) {
    // Of a file only its words are looked at: it is handed over when its turn has come.
    const handed = files.map((file) => ({ ...file, providerMediaId: file.id }));
    const fault = adapter.faultIn?.(buildContent(part, handed)) ?? null;
    if (fault !== null) throw new ServiceError('BAD_REQUEST', fault.message);
  }
  return parts;
}

async function partsOf(
  ctx: BusinessContext,
  tx: BusinessTx,
  adapter: ChannelAdapter,
  { text, content, template }: Written,
): Promise<ReplyPart[]> {
  if (template !== undefined) {
    const files = await headerFiles(ctx, tx, adapter, template);
    return [{ ...plain, text, template, files }];
  }
  if (content === undefined) return textParts(adapter, text);
  if (content.kind === 'files') {
    const files = await lockFiles(ctx, tx, content.attachmentIds);
    const fitting = files.map((file) => fitted(file, adapter, content.isVoice));
    return fileParts(adapter, fitting, text);
  }
  const { kind, ...rest } = content;
  if (kind !== 'location' && kind !== 'contacts') return [{ ...plain, kind, text, content: rest }];
  // Neither carries words.
  return [{ ...plain, kind, text: '', content: rest }, ...textParts(adapter, text)];
}

/** Throws BAD_REQUEST for a file of another kind than the header shows. */
async function headerFiles(
  ctx: BusinessContext,
  tx: BusinessTx,
  adapter: ChannelAdapter,
  { header = [] }: NonNullable<Written['template']>,
): Promise<AttachmentRow[]> {
  const values = header.flatMap((value) => ('attachmentId' in value ? value : []));
  const locked = await lockFiles(
    ctx,
    tx,
    values.map(({ attachmentId }) => attachmentId),
  );
  const files = locked.map((file) => fitted(file, adapter));
  for (const { type, attachmentId } of values) {
    const file = files.find(({ id }) => id === attachmentId);
    if (file?.kind === type) continue;
    const name = file?.fileName || 'This file';
    throw new ServiceError('BAD_REQUEST', `${name} is not ${shown[type]}, as the template shows.`);
  }
  return files;
}

const shown = { image: 'an image', video: 'a video', document: 'a document' } as const;

const plain = {
  kind: 'text',
  content: null,
  template: null,
  files: [] as AttachmentRow[],
} as const;

function textParts({ capabilities }: ChannelAdapter, text: string): ReplyPart[] {
  return splitText(text, capabilities).map((part) => ({ ...plain, text: part }));
}

/** As much as any channel shows below a file. */
const mostCaption = 1_024;
const captionless: readonly FileKind[] = ['audio', 'sticker'];

/** The words stand below the first file that can carry them, or else come after all files. */
function fileParts(adapter: ChannelAdapter, files: AttachmentRow[], text: string): ReplyPart[] {
  const isShort = adapter.capabilities.captions && text.length <= mostCaption;
  const captioned = isShort ? files.find(({ kind }) => !captionless.includes(kind)) : undefined;
  const parts = files.map((file): ReplyPart => ({
    ...plain,
    kind: file.kind,
    text: file === captioned ? text : '',
    files: [file],
  }));
  return captioned === undefined ? [...parts, ...textParts(adapter, text)] : parts;
}

/** Files that this member added and has not sent yet, in the order asked for. */
async function lockFiles(
  { actor }: BusinessContext,
  tx: BusinessTx,
  ids: readonly string[],
): Promise<AttachmentRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select()
    .from(attachments)
    .where(sql`${attachments.id} = any(${sql.param(ids)}::uuid[])`)
    .orderBy(attachments.id)
    .for('update');
  const memberId = actor.kind === 'member' ? actor.memberId : null;
  return [...new Set(ids)].map((id) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined || memberId === null || row.uploadedByMemberId !== memberId) {
      throw notFound('file');
    }
    if (row.messageId !== null) throw new ServiceError('CONFLICT', 'This file was already sent.');
    if (row.state === 'stored' && row.storageKey !== null) return row;
    throw new ServiceError('CONFLICT', 'This file is not here yet. Add it again.');
  });
}

/** The file as the channel takes it: as what it is, or else as a document. */
function fitted(
  file: AttachmentRow,
  { capabilities: { files: limits } }: ChannelAdapter,
  isVoice = file.isVoice,
): AttachmentRow {
  const kind = requireFit(file, limits);
  // Anything else than this plays as a file, not as a recording.
  return { ...file, kind, isVoice: isVoice && kind === 'audio' && file.mimeType === 'audio/ogg' };
}
