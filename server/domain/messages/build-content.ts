import { z } from 'zod';
import type { attachments } from '#db/schema/attachments.ts';
import { fileKinds } from '#db/schema/vocabulary.ts';
import type { FileKind, MessageKind } from '#db/schema/vocabulary.ts';
import type { OutboundContent, OutboundFile } from '#server/channels/content.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { replyTemplate, storedContent } from '#server/domain/messages/schema.ts';

export type AttachmentRow = typeof attachments.$inferSelect;
type HandedFile = Pick<AttachmentRow, 'id' | 'providerMediaId' | 'fileName' | 'isVoice'> & {
  /** Where the provider takes no files and fetches them instead. */
  link?: string;
};

type Stored = Pick<MessageRow, 'text' | 'template'> & Partial<Pick<MessageRow, 'kind' | 'content'>>;

const reaction = z.object({
  kind: z.literal('reaction'),
  providerMessageId: z.string(),
  emoji: z.string().nullable(),
});
const sendableContent = z.discriminatedUnion('kind', [storedContent, reaction]);

/** What a stored message says to its provider. Its files have been handed over before, or have a link. */
export function buildContent(message: Stored, files: readonly HandedFile[] = []): OutboundContent {
  const { kind = 'text', text, template, content } = message;
  if (template !== null) return buildTemplate(template, files);
  if (kind === 'text') return { kind, text };
  if (isFileKind(kind)) {
    const [file] = files;
    if (file === undefined) throw new Error('A message of a file has lost its file.');
    return { kind, text, file: fileOf(file), isVoice: file.isVoice };
  }
  const stored = sendableContent.parse({ ...content, kind });
  switch (stored.kind) {
    case 'location':
    case 'contacts':
    case 'reaction':
      return stored;
    default:
      return { ...stored, text };
  }
}

function isFileKind(kind: MessageKind): kind is FileKind {
  return fileKinds.some((one) => one === kind);
}

/** Most have blanks for plain texts alone: those of a bulk send are many, and are not looked at. */
function buildTemplate(
  template: NonNullable<MessageRow['template']>,
  files: readonly HandedFile[],
): OutboundContent {
  const { name, language, header, parameters, buttons } = template;
  if (header === undefined && buttons === undefined && parameters.every(isText)) {
    return { kind: 'template', name, language, parameters };
  }
  const read = replyTemplate.parse(template);
  const filled = read.header?.map((value) => {
    if (!('attachmentId' in value)) return value;
    const file = files.find(({ id }) => id === value.attachmentId);
    if (file === undefined) throw new Error('A template has lost the file of its header.');
    return { type: value.type, file: fileOf(file) };
  });
  return { ...read, kind: 'template', header: filled };
}

function isText(value: string | Record<string, unknown>): value is string {
  return typeof value === 'string';
}

function fileOf({ link, providerMediaId, fileName }: HandedFile): OutboundFile {
  if (link !== undefined) return { link, fileName: fileName ?? undefined };
  if (providerMediaId === null) throw new Error('A file was not handed over to the provider.');
  return { providerMediaId, fileName: fileName ?? undefined };
}
