import type { FileKind, InboundContent, ProviderFile } from '#server/channels/content.ts';
import { readInteractive, readTemplateButton } from '#server/channels/whatsapp/read-choice.ts';
import { readOrder } from '#server/channels/whatsapp/read-order.ts';
import { readSharedContacts } from '#server/channels/whatsapp/read-shared-contacts.ts';
import {
  compact,
  isRecord,
  nameIn,
  numberIn,
  providerId,
  recordIn,
  textIn,
} from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

/**
 * What a message of Meta's holds, by its type; a type or a shape that we cannot show is `unsupported`
 * with its name, so that the thread says that something came. Null for a text without text.
 */
export function readContent(message: Part): InboundContent | null {
  const type = nameIn(message, 'type') ?? 'unknown';
  if (type === 'text') return readText(recordIn(message, 'text'));
  if (type === 'contacts') return readSharedContacts(message.contacts) ?? unsupported(type);
  const silent = notices[type];
  if (silent !== undefined) return { kind: 'notice', ...silent };
  const part = recordIn(message, type);
  const content = part === undefined ? null : (readers.get(type)?.(part) ?? null);
  return content ?? unsupported(nameOfType(message, type));
}

const notices: Partial<
  Record<string, Pick<Extract<InboundContent, { kind: 'notice' }>, 'notice' | 'text'>>
> = {
  request_welcome: { notice: 'conversation_opened', text: 'Opened the chat for the first time.' },
  ephemeral: {
    notice: 'disappearing',
    text: 'Sent a message that disappears. WhatsApp shows it on their phone only.',
  },
};

const readers = new Map<string, (part: Part) => InboundContent | null>([
  ['image', (part) => readFile('image', part)],
  ['video', (part) => readFile('video', part)],
  ['audio', (part) => readFile('audio', part)],
  ['document', (part) => readFile('document', part)],
  ['sticker', (part) => readFile('sticker', part)],
  ['location', readLocation],
  ['interactive', readInteractive],
  ['button', readTemplateButton],
  ['order', readOrder],
]);

function unsupported(reason: string): InboundContent {
  return { kind: 'unsupported', reason };
}

/** Newer payloads tell what an “unsupported” message really was. */
function nameOfType(message: Part, type: string): string {
  return nameIn(recordIn(message, 'unsupported'), 'type')?.slice(0, 64) ?? type;
}

function readText(part: Part | undefined): InboundContent | null {
  const text = textIn(part, 'body');
  return text === undefined ? null : { kind: 'text', text };
}

function readFile(kind: FileKind, part: Part): InboundContent | null {
  const id = providerId.safeParse(part.id).data;
  if (id === undefined) return null;
  const file = compact<ProviderFile>({
    kind,
    providerMediaId: id,
    url: undefined,
    mimeType: nameIn(part, 'mime_type'),
    sha256: hexOf(nameIn(part, 'sha256')),
    fileName: nameIn(part, 'filename'),
    isVoice: part.voice === true || undefined,
    isAnimated: part.animated === true || undefined,
  });
  return { kind, text: textIn(part, 'caption') ?? '', files: [file] };
}

/** Webhooks write a checksum in base64, the look-up of a file in hexadecimal. */
function hexOf(checksum: string | undefined): string | undefined {
  if (checksum === undefined || /^[0-9a-f]{64}$/i.test(checksum)) return checksum?.toLowerCase();
  const bytes = Buffer.from(checksum, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : undefined;
}

function readLocation(part: Part): InboundContent | null {
  const [latitude, longitude] = [numberIn(part, 'latitude'), numberIn(part, 'longitude')];
  if (!isDegrees(latitude, 90) || !isDegrees(longitude, 180)) return null;
  const [name, address] = [nameIn(part, 'name'), nameIn(part, 'address')];
  const place = { latitude, longitude, name, address, url: textIn(part, 'url', 2_048) };
  const words = [name, address].filter((word) => word !== undefined).join(', ');
  const text = words === '' ? `${String(latitude)}, ${String(longitude)}` : words;
  return { kind: 'location', text, place: compact(place) };
}

function isDegrees(value: number | undefined, most: number): value is number {
  return value !== undefined && Math.abs(value) <= most;
}

/** What a quoting message quotes; also of a message that we never saw. */
export function readQuotedId(context: unknown): string | undefined {
  return isRecord(context) ? providerId.safeParse(context.id).data : undefined;
}
