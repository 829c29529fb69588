import type { ListedConversation, ThreadMessage } from '#components/inbox/types.ts';

type Kind = ThreadMessage['kind'];

/** The sign before a summary; null where the words alone are the message. */
export type SummarySign =
  Exclude<Kind, 'text' | 'buttons' | 'list' | 'link' | 'notice' | 'reaction'> | 'voice' | 'deleted';

export interface Summary {
  sign: SummarySign | null;
  text: string;
}

export interface Summed {
  kind: Kind;
  text: string;
  isDeleted?: boolean;
  /** Its first file, as far as it is known. */
  file: { fileName: string | null; isVoice: boolean; durationSeconds: number | null } | null;
}

/** What a kind is called where it has no words of its own. */
const NAMES: Record<Kind, string> = {
  text: '',
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact',
  choice: 'A choice',
  form: 'Answers to a form',
  order: 'Order',
  story: 'Story',
  share: 'Shared post',
  notice: '',
  buttons: '',
  list: '',
  link: '',
  reaction: 'Reaction',
  unsupported: 'A message that cannot be shown here.',
};

/** A message in one line: in the list, in a quote, read aloud. */
export function summaryOf({ kind, text: written, isDeleted = false, file }: Summed): Summary {
  if (isDeleted) return { sign: 'deleted', text: 'Deleted message' };
  const text = written.replace(/\s+/g, ' ').trim();
  switch (kind) {
    case 'text':
    case 'notice':
    case 'buttons':
    case 'list':
    case 'link':
      return { sign: null, text };
    case 'unsupported':
      return { sign: kind, text: unsupportedWords(text) };
    case 'reaction':
      return { sign: null, text: text || NAMES.reaction };
    case 'audio':
      return { sign: file?.isVoice ? 'voice' : 'audio', text: text || soundWords(file) };
    case 'document':
      return { sign: kind, text: text || file?.fileName || NAMES.document };
    case 'location':
    case 'contacts':
      return { sign: kind, text: text === '' ? NAMES[kind] : `${NAMES[kind]}: ${text}` };
    default:
      return { sign: kind, text: text || NAMES[kind] };
  }
}

/** The last message of a row of the list. */
export function summaryOfLast(
  row: Pick<
    ListedConversation,
    'lastMessageKind' | 'lastMessageText' | 'lastFileName' | 'lastFileIsVoice' | 'lastFileSeconds'
  >,
): Summary {
  return summaryOf({
    kind: row.lastMessageKind ?? 'text',
    text: row.lastMessageText,
    file: {
      fileName: row.lastFileName,
      isVoice: row.lastFileIsVoice ?? false,
      durationSeconds: row.lastFileSeconds,
    },
  });
}

/** A message of a thread. */
export function summaryOfMessage(
  message: Pick<ThreadMessage, 'kind' | 'text' | 'deletedAt' | 'attachments'>,
): Summary {
  const { kind, text, deletedAt, attachments } = message;
  return summaryOf({ kind, text, isDeleted: deletedAt !== null, file: attachments[0] ?? null });
}

/** The message that another one answers, when it is here. */
export function summaryOfQuoted(
  message: Pick<ThreadMessage, 'quotedKind' | 'quotedText' | 'quotedDeletedAt' | 'quotedFile'>,
): Summary {
  return summaryOf({
    kind: message.quotedKind ?? 'text',
    text: message.quotedText ?? '',
    isDeleted: message.quotedDeletedAt !== null,
    file: message.quotedFile,
  });
}

/** What came, as far as its provider names it: `poll`, or a sentence of its own. */
export function unsupportedWords(reason: string): string {
  if (reason === '' || reason === 'unknown' || reason === 'unsupported') return NAMES.unsupported;
  if (!/^[a-z][a-z_]*$/.test(reason)) return reason;
  return `A message of the kind “${reason.replaceAll('_', ' ')}”, which cannot be shown here.`;
}

/** 0:14, 12:05, 1:02:09. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const end = String(rest).padStart(2, '0');
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${String(minutes).padStart(2, '0')}:${end}`;
}

function soundWords(file: Summed['file']): string {
  const name = file?.isVoice ? 'Voice message' : NAMES.audio;
  const seconds = file?.durationSeconds ?? null;
  return seconds === null ? name : `${name}, ${clockOf(seconds)}`;
}
