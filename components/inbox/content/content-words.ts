import type { Format } from '#components/create-format.ts';
import type { ContentOf, ThreadMessage } from '#components/inbox/types.ts';

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** 820 B, 23 KB, 1.4 MB, 118 MB: of 1,024 each, as the limits of channels are, and never more than 999. */
export function sizeWords(bytes: number, number: Format['number']): string {
  let amount = bytes;
  let step = 0;
  for (; amount >= 999.5 && step < UNITS.length - 1; step += 1) amount /= 1024;
  const rounded = amount < 10 && step > 0 ? Math.round(amount * 10) / 10 : Math.round(amount);
  return `${number(rounded)} ${UNITS[step] ?? 'B'}`;
}

/** An address that a browser may open; anything but the web is not one. */
export function webAddress(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}

/** Leads to a new mail to this address, and to nothing else that somebody may have put into it. */
export function mailAddress(email: string): string {
  return `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`;
}

/** "luxesalon.example" of a longer address. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '');
}

/** Opens the place in the map application of whoever looks at it. */
export function mapAddress({ latitude, longitude }: ContentOf<'location'>['place']): string {
  const query = new URLSearchParams({ api: '1', query: `${latitude},${longitude}` });
  return `https://www.google.com/maps/search/?${query.toString()}`;
}

/** 19.05960, 72.82950: exact to a metre. */
export function coordinates({ latitude, longitude }: ContentOf<'location'>['place']): string {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** An amount in its own currency; as it is told where that currency is none that we know. */
export function moneyWords(amount: number, currency: string | null, format: Format): string {
  if (currency === null || !/^[a-z]{3}$/i.test(currency)) return format.number(amount);
  return format.money(amount, currency.toUpperCase());
}

type OrderItem = ContentOf<'order'>['order']['items'][number];

/** What an order comes to; null where a price is missing or the currencies differ. */
export function totalOf(items: readonly OrderItem[]): { amount: number; currency: string } | null {
  const currency = items[0]?.currency ?? null;
  if (currency === null) return null;
  let amount = 0;
  for (const item of items) {
    if (item.price === null || item.currency !== currency) return null;
    amount += item.price * item.quantity;
  }
  return { amount, currency };
}

/** What forms carry for machines. */
const UNSHOWN = new Set(['flow_token', 'wa_flow_response_params']);

/** The answers of a form as questions and words: "preferred_day" is "Preferred day". */
export function answersOf({
  answers,
}: ContentOf<'form'>['form']): { label: string; answer: string }[] {
  return Object.entries(answers)
    .filter(([key]) => !UNSHOWN.has(key))
    .map(([key, value]) => {
      const answer = answerOf(value);
      return { label: labelOf(key), answer: BUILT_BY_HAND.test(key) ? titleOf(answer) : answer };
    });
}

/** A form that was built by hand at the provider names its fields screen_0_Full_name_1. */
const BUILT_BY_HAND = /^screen_\d+_/;

/** What was picked there is told as its number in the list and its title: 0_Very_good. */
function titleOf(answer: string): string {
  return /^\d+_./.test(answer) ? answer.replace(/^\d+_/, '').replaceAll('_', ' ') : answer;
}

function labelOf(key: string): string {
  const words = key.replace(BUILT_BY_HAND, '').replace(/_\d+$/, '').replace(/[_-]+/g, ' ').trim();
  return words === '' ? key : words.charAt(0).toLocaleUpperCase('en') + words.slice(1);
}

function answerOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(answerOf).join(', ');
  return JSON.stringify(value);
}

/** From where a person picked what they picked. */
export function choiceWords({ from }: ContentOf<'choice'>['choice']): string {
  return {
    button: 'Pressed a button',
    list: 'Picked from a list',
    template: 'Pressed a button of a template',
    quick_reply: 'Picked a quick reply',
    // Instagram does not tell its buttons, the entries of its menu and its first questions apart.
    postback: 'Tapped a question or a button',
    call_permission: 'Answered whether you may call',
  }[from];
}

/** What was shared: "Shared a reel". */
export function shareWords({ from }: ContentOf<'share'>['share']): string {
  return {
    post: 'Shared a post',
    reel: 'Shared a reel',
    story: 'Shared a story',
    link: 'Shared a link',
    product: 'Shared a product',
  }[from];
}

const DEEDS: Record<ThreadMessage['kind'], string> = {
  text: 'wrote',
  image: 'sent a photo',
  video: 'sent a video',
  audio: 'sent a recording',
  document: 'sent a document',
  sticker: 'sent a sticker',
  location: 'sent a location',
  contacts: 'sent a contact',
  choice: 'picked',
  form: 'filled in a form',
  order: 'sent an order',
  story: 'mentioned you in a story',
  share: 'shared something',
  notice: 'notice',
  buttons: 'wrote with buttons',
  list: 'wrote with a list',
  link: 'wrote with a link',
  reaction: 'reacted',
  unsupported: 'sent something that cannot be shown',
};

/** Before a bubble, for who hears it: "Priya sent a photo: ". */
export function spokenLead(message: ThreadMessage, contactName: string): string {
  if (message.state === 'scheduled') return 'Waits to go out: ';
  const who = message.direction === 'outbound' ? 'We' : contactName;
  if (message.deletedAt !== null) return `${who} deleted a message: `;
  const isVoice = message.attachments[0]?.isVoice === true;
  return `${who} ${isVoice ? 'sent a voice message' : DEEDS[message.kind]}: `;
}

type SharedContact = ContentOf<'contacts'>['contacts'][number];

/** A contact as a file that every phone can take in. (RFC 6350, in the older form that phones write) */
export function vcardOf(contact: SharedContact): string {
  const { name, phones, emails, company, title } = contact;
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${escapeField(name)}`,
    `N:${escapeField(name)};;;;`,
    ...(company === undefined ? [] : [`ORG:${escapeField(company)}`]),
    ...(title === undefined ? [] : [`TITLE:${escapeField(title)}`]),
    ...phones.map(({ number }) => `TEL;TYPE=CELL:${escapeField(number)}`),
    ...emails.map(({ email }) => `EMAIL:${escapeField(email)}`),
    'END:VCARD',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function escapeField(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}
