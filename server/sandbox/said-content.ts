import type { SandboxCore } from '#server/sandbox/core.ts';
import type { MessageContent } from '#server/sandbox/ledger.ts';
import type { KeptFile } from '#server/sandbox/media-shelf.ts';
import { optionsOf, templateButton } from '#server/sandbox/options.ts';
import type { SaidContent } from '#server/sandbox/said-schema.ts';
import type { Chat } from '#server/sandbox/state.ts';

/** A customer's content as the provider spells it, with the line that a list shows of it. */
export interface SpelledContent {
  kind: string;
  text: string;
  content: MessageContent;
  quotedId?: string;
}

type Spelling = SpelledContent | { problem: string };
type Said<Type extends SaidContent['type']> = Extract<SaidContent, { type: Type }>;
type SaidFile = Said<'image' | 'video' | 'audio' | 'document' | 'sticker'>;

/** Spells what a customer says, or tells in a sentence why they cannot say it. */
export async function spellContent(
  core: SandboxCore,
  chat: Chat | undefined,
  said: SaidContent,
): Promise<Spelling> {
  switch (said.type) {
    case 'text':
      return { kind: 'text', text: said.text, content: { text: { body: said.text } } };
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return spellFile(said, await core.media.describe(said.media_id));
    case 'location': {
      const { type: _type, ...location } = said;
      return { kind: 'location', text: location.name ?? '', content: { location } };
    }
    case 'contacts': {
      const text = said.contacts.map(({ name }) => name.formatted_name).join(', ');
      return { kind: 'contacts', text, content: { contacts: said.contacts } };
    }
    case 'choice':
      return spellChoice(chat, said);
    case 'press':
      return spellPress(chat, said);
    case 'form':
      return spellForm(said);
    case 'order':
      return spellOrder(said);
    case 'unsupported':
      return { kind: 'unsupported', text: '', content: { errors: [unsupported] } };
  }
}

const unsupported = {
  code: 131051,
  title: 'Message type unknown',
  message: 'Message type unknown',
  error_data: { details: 'Message type is currently not supported.' },
};

function spellFile(said: SaidFile, file: KeptFile | null): Spelling {
  if (file === null) return { problem: 'The sandbox keeps no such file.' };
  const caption = 'caption' in said ? said.caption : undefined;
  const part = {
    ...(caption === undefined || caption === '' ? {} : { caption }),
    ...(said.type === 'document'
      ? { filename: said.file_name ?? file.fileName ?? 'document' }
      : {}),
    mime_type: file.mimeType,
    // Webhooks spell the checksum in base64, the look-up of a file in hexadecimal.
    sha256: Buffer.from(file.sha256, 'hex').toString('base64'),
    id: said.media_id,
    ...(said.type === 'audio' ? { voice: said.voice } : {}),
    ...(said.type === 'sticker' ? { animated: said.animated } : {}),
  };
  return { kind: said.type, text: caption ?? '', content: { [said.type]: part } };
}

function spellChoice(chat: Chat | undefined, said: Said<'choice'>): Spelling {
  const { message_id: quotedId, option_id: id } = said;
  const offer = optionsOf(chat?.messages.find((message) => message.id === quotedId));
  const option = offer?.options.find((one) => one.id === id);
  if (offer === null || option === undefined) {
    return { problem: 'That message has no such choice.' };
  }
  const { title, description } = option;
  const picked = { id, title, ...(description === undefined ? {} : { description }) };
  const interactive = { type: offer.reply, [offer.reply]: picked };
  return { kind: 'interactive', text: title, content: { interactive }, quotedId };
}

function spellPress(chat: Chat | undefined, said: Said<'press'>): Spelling {
  const message = chat?.messages.find(({ id }) => id === said.message_id);
  const button = templateButton(message, said.index);
  if (button === null) return { problem: 'That message has no such button.' };
  const text = said.text ?? button.text;
  const content = { button: { payload: button.payload ?? text, text } };
  return { kind: 'button', text, content, quotedId: said.message_id };
}

function spellForm({ answers, message_id: quotedId }: Said<'form'>): Spelling {
  const reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify(answers) };
  const interactive = { type: 'nfm_reply', nfm_reply: reply };
  const quoted = quotedId === undefined ? {} : { quotedId };
  return { kind: 'interactive', text: 'Sent', content: { interactive }, ...quoted };
}

function spellOrder({ catalog_id, items }: Said<'order'>): Spelling {
  const order = { catalog_id, text: '', product_items: items };
  return { kind: 'order', text: '', content: { order } };
}
