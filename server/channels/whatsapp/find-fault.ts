import type {
  OutboundContent,
  SharedContact,
  TemplateButtonValue,
  TemplateContent,
} from '#server/channels/content.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { failureOf } from '#server/channels/meta/read-answer.ts';

export const MAX_TEXT_LENGTH = 4096;

/** What Meta would refuse of a message, in one sentence, before it is asked; null when nothing. */
export function faultIn(content: OutboundContent): SendFailure | null {
  if (content.kind === 'text') return faultInText(content.text);
  if (content.kind === 'template') return faultInTemplate(content);
  const sentence = firstFault(rulesFor(content));
  return sentence === null ? null : failureOf('request_invalid', sentence);
}

/** A rule that is broken, and what to say of it. */
type Rule = readonly [isBroken: boolean, sentence: string];

function firstFault(rules: readonly Rule[]): string | null {
  return rules.find(([isBroken]) => isBroken)?.[1] ?? null;
}

function faultInText(text: string): SendFailure | null {
  if (text.trim() === '') return failureOf('text_empty', 'A message needs some text.');
  if (text.length <= MAX_TEXT_LENGTH) return null;
  const limit = MAX_TEXT_LENGTH.toLocaleString('en');
  const length = text.length.toLocaleString('en');
  const sentence = `A WhatsApp message can hold ${limit} characters; this one has ${length}.`;
  return failureOf('text_too_long', sentence);
}

type Other = Exclude<OutboundContent, { kind: 'text' | 'template' }>;

function rulesFor(content: Other): Rule[] {
  switch (content.kind) {
    case 'location': {
      const { latitude, longitude } = content.place;
      const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
      return [[!isOnEarth, 'This place is not on earth.']];
    }
    case 'contacts':
      return rulesForContacts(content.contacts);
    case 'reaction':
      return [[content.emoji === '', 'A reaction is one emoji.']];
    case 'buttons':
      return [...frameRules(content, 1_024), ...buttonRules(content.buttons)];
    case 'list':
      return [...frameRules(content, 4_096), ...listRules(content)];
    case 'link':
      return [...frameRules(content, 1_024), ...linkRules(content)];
    default:
      return [tooLong('A caption', content.text, 1_024)];
  }
}

function rulesForContacts(contacts: readonly SharedContact[]): Rule[] {
  return [
    [contacts.length === 0, 'Pick a contact to share.'],
    [contacts.length > 5, 'At most 5 contacts fit into one message.'],
    [contacts.some(({ name }) => name.trim() === ''), 'A contact that is shared needs a name.'],
    [
      contacts.some(({ emails }) => emails.some(({ email }) => !/^[^\s@]+@[^\s@]+$/.test(email))),
      'An e-mail address of a contact is not one.',
    ],
    [
      contacts.some(({ birthday }) => birthday !== undefined && !isDate(birthday)),
      'A birthday is written as year, month and day: 1990-12-31.',
    ],
  ];
}

type Framed = Extract<Other, { kind: 'buttons' | 'list' | 'link' }>;

function frameRules({ header = '', text, footer = '' }: Framed, maxLength: number): Rule[] {
  return [
    [text.trim() === '', 'A message needs some text.'],
    tooLong('The text above something to press', text, maxLength),
    tooLong('A title above the text', header, 60),
    tooLong('A line below the text', footer, 60),
  ];
}

function buttonRules(buttons: readonly { id: string; title: string }[]): Rule[] {
  const titles = buttons.map(({ title }) => title);
  return [
    [buttons.length === 0, 'Add a button.'],
    [buttons.length > 3, 'A message can have at most 3 buttons.'],
    [titles.some(isBlank), 'Every button needs a title.'],
    tooLong('The title of a button', longestOf(titles), 20),
    ...idRules(buttons, 256),
    [new Set(titles).size < titles.length, 'Two buttons cannot have the same title.'],
  ];
}

function listRules({ label, sections }: Extract<Other, { kind: 'list' }>): Rule[] {
  const rows = sections.flatMap((section) => section.rows);
  const sectionTitles = sections.map(({ title = '' }) => title);
  const rowTitles = rows.map(({ title }) => title);
  return [
    [isBlank(label), 'The button that opens a list needs a title.'],
    tooLong('The button that opens a list', label, 20),
    [sections.some((section) => section.rows.length === 0), 'Every part of a list needs a row.'],
    [rows.length === 0, 'Add a row to the list.'],
    [rows.length > 10, 'A list can have at most 10 rows.'],
    [
      sections.length > 1 && sectionTitles.some(isBlank),
      'Each part of a list needs a title when there are several.',
    ],
    tooLong('The title of a part of a list', longestOf(sectionTitles), 24),
    [rowTitles.some(isBlank), 'Every row of a list needs a title.'],
    tooLong('The title of a row', longestOf(rowTitles), 24),
    tooLong('The second line of a row', longestOf(rows.map((row) => row.description ?? '')), 72),
    ...idRules(rows, 200),
  ];
}

function linkRules({ label, url }: Extract<Other, { kind: 'link' }>): Rule[] {
  return [
    [isBlank(label), 'The button that opens the link needs a title.'],
    tooLong('The button that opens the link', label, 20),
    [!isWebAddress(url), 'A link begins with https:// or http://.'],
  ];
}

function idRules(options: readonly { id: string }[], maxLength: number): Rule[] {
  const ids = options.map(({ id }) => id);
  return [
    [ids.some(isBlank) || new Set(ids).size < ids.length, 'Each choice needs an id of its own.'],
    tooLong('The id of a choice', longestOf(ids), maxLength),
  ];
}

function faultInTemplate(template: TemplateContent): SendFailure | null {
  const { name, language, header = [], parameters, buttons = [] } = template;
  const texts = [...header, ...parameters].flatMap((value) => {
    if (typeof value === 'string') return value;
    if (value.type === 'text') return value.text;
    return value.type === 'currency' || value.type === 'date_time' ? value.fallback : [];
  });
  const isBlankSomewhere = [name, language, ...texts].some(isBlank);
  const sentence = firstFault([
    [
      isBlankSomewhere,
      'A template needs its name, its language and a text for each of its blanks.',
    ],
    [header.length > 1, 'The header of a template has one blank at most.'],
    [new Set(buttons.map(({ index }) => index)).size < buttons.length, 'A button is filled twice.'],
    ...buttons.flatMap(templateButtonRules),
  ]);
  return sentence === null ? null : failureOf('template_invalid', sentence);
}

function templateButtonRules({ index, type, value }: TemplateButtonValue): Rule[] {
  const most = { copy_code: 15, quick_reply: 128, url: 2_000, catalog: 256, flow: 256 }[type];
  return [
    [isBlank(value), 'Each button of the template that has a blank needs something in it.'],
    [!Number.isInteger(index) || index < 0 || index > 9, 'A template has at most 10 buttons.'],
    tooLong(type === 'copy_code' ? 'A code to copy' : 'What fills a button', value, most),
  ];
}

function tooLong(subject: string, text: string, most: number): Rule {
  const limit = most.toLocaleString('en');
  return [text.length > most, `${subject} can have at most ${limit} characters.`];
}

function longestOf(texts: readonly string[]): string {
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
