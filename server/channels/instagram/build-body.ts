import type { FileKind, OutboundContent, OutboundFile } from '#server/channels/content.ts';
import { nameOfReaction } from '#server/channels/instagram/reactions.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { OutboundMessage } from '#server/channels/types.ts';

/** Of UTF-8. (reference: Instagram's limit is in bytes, not characters) */
export const MAX_TEXT_BYTES = 1_000;
const MOST_QUICK_REPLIES = 13;
const LONGEST_TITLE = 20;
/** Of the text above a button that opens a link. */
const LONGEST_LINK_TEXT = 640;

type Reading = { body: Record<string, unknown> } | { fault: SendFailure };

/** The body Meta documents for what a message holds, or why Instagram takes nothing of the kind. */
export function buildBody(message: OutboundMessage): Reading {
  const { content } = message;
  const recipient = { id: idOf(message.to) };
  if (content.kind === 'reaction') return reactionBody(recipient, content);
  const part = partOf(content);
  if ('fault' in part) return part;
  // The tag is for a person's own words alone; who sends sees to that.
  const type = message.isLateReply
    ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    : { messaging_type: 'RESPONSE' };
  return { body: { recipient, ...type, message: part.message } };
}

/** What Instagram would refuse of a message, without asking it. */
export function faultIn(content: OutboundContent): SendFailure | null {
  const built = buildBody({ clientReference: '', to: { address: '' }, content });
  return 'fault' in built ? built.fault : null;
}

/** The scoped id of a person. */
export function idOf(to: OutboundMessage['to']): string {
  return 'address' in to ? to.address : to.providerUserId;
}

type Part = { message: Record<string, unknown> } | { fault: SendFailure };

function partOf(content: Exclude<OutboundContent, { kind: 'reaction' }>): Part {
  switch (content.kind) {
    case 'text':
      return withText(content.text, { text: content.text });
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return filePart(content.kind, content);
    case 'buttons':
      return quickReplies(content);
    case 'link':
      return linkPart(content);
    default:
      return fault('content_unsupported', 'Instagram does not take this kind of message.');
  }
}

function withText(text: string, message: Record<string, unknown>): Part {
  if (text.trim() === '') return fault('text_empty', 'A message needs some text.');
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_TEXT_BYTES) return { message };
  return fault(
    'text_too_long',
    `An Instagram message can hold ${inFigures(MAX_TEXT_BYTES)} bytes; this one has ${inFigures(bytes)}.`,
  );
}

const attachmentTypes: Readonly<Record<FileKind, string>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
  sticker: 'image',
};

function filePart(kind: FileKind, { text, file }: { text: string; file: OutboundFile }): Part {
  if (text.trim() !== '') {
    return fault('request_invalid', 'On Instagram the words of a file go as their own message.');
  }
  const payload = 'link' in file ? { url: file.link } : { attachment_id: file.providerMediaId };
  return { message: { attachment: { type: attachmentTypes[kind], payload } } };
}

type Buttons = Extract<OutboundContent, { kind: 'buttons' }>;

function quickReplies({ text, footer, buttons }: Buttons): Part {
  const isTooMany = buttons.length === 0 || buttons.length > MOST_QUICK_REPLIES;
  if (isTooMany || buttons.some(({ title }) => isTooLong(title, LONGEST_TITLE))) {
    return fault(
      'request_invalid',
      'On Instagram a message offers up to 13 answers of up to 20 characters each.',
    );
  }
  const whole = footer === undefined ? text : `${text}\n\n${footer}`;
  const quick_replies = buttons.map(({ id, title }) => ({
    content_type: 'text',
    title,
    payload: id,
  }));
  return withText(whole, { text: whole, quick_replies });
}

type Link = Extract<OutboundContent, { kind: 'link' }>;

function linkPart({ text, footer, label, url }: Link): Part {
  const whole = footer === undefined ? text : `${text}\n\n${footer}`;
  if (isTooLong(whole, LONGEST_LINK_TEXT) || isTooLong(label, LONGEST_TITLE)) {
    return fault(
      'request_invalid',
      'On Instagram a link takes up to 640 characters of text and 20 on its button.',
    );
  }
  const payload = {
    template_type: 'button',
    text: whole,
    buttons: [{ type: 'web_url', url, title: label }],
  };
  return withText(whole, { attachment: { type: 'template', payload } });
}

function reactionBody(
  recipient: { id: string },
  { providerMessageId, emoji }: Extract<OutboundContent, { kind: 'reaction' }>,
): Reading {
  if (emoji === null) {
    const payload = { message_id: providerMessageId };
    return { body: { recipient, sender_action: 'unreact', payload } };
  }
  const reaction = nameOfReaction(emoji);
  if (reaction === undefined) {
    return fault('content_unsupported', 'On Instagram a business can react with a heart only.');
  }
  const payload = { message_id: providerMessageId, reaction };
  return { body: { recipient, sender_action: 'react', payload } };
}

const isTooLong = (text: string, most: number) => [...text].length > most || text.trim() === '';
const inFigures = (count: number) => count.toLocaleString('en');

function fault(code: SendFailure['code'], message: string): { fault: SendFailure } {
  return { fault: { code, message, retryable: false } };
}
