import type { Interactive } from '#server/channels/whatsapp/build-interactive.ts';
import { orderRules, productRules } from '#server/channels/whatsapp/find-fault-commerce.ts';
import type { Rule } from '#server/channels/whatsapp/find-fault-rule.ts';
import { isBlank, longestOf, tooLong } from '#server/channels/whatsapp/find-fault-rule.ts';

type Of<Kind extends Interactive['kind']> = Extract<Interactive, { kind: Kind }>;

/** What Meta asks of a message with something to press. */
export function interactiveRules(content: Interactive): Rule[] {
  return [...frameRules(content), ...actionRules(content)];
}

function frameRules(content: Interactive): Rule[] {
  const { kind, text = '', footer = '' } = content;
  const header = 'header' in content ? (content.header ?? '') : '';
  return [
    [kind !== 'product' && isBlank(text), 'A message needs some text.'],
    tooLong('The text above something to press', text, kind === 'list' ? 4_096 : 1_024),
    tooLong('A title above the text', header, 60),
    tooLong('A line below the text', footer, 60),
  ];
}

function actionRules(content: Interactive): Rule[] {
  switch (content.kind) {
    case 'buttons':
      return buttonRules(content);
    case 'list':
      return listRules(content);
    case 'link':
      return linkRules(content);
    case 'flow':
      return flowRules(content);
    case 'order_details':
    case 'order_status':
      return orderRules(content);
    default:
      return productRules(content);
  }
}

function buttonRules({ buttons }: Of<'buttons'>): Rule[] {
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

function listRules({ label, sections }: Of<'list'>): Rule[] {
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

function linkRules({ label, url }: Of<'link'>): Rule[] {
  return [
    [isBlank(label), 'The button that opens the link needs a title.'],
    tooLong('The button that opens the link', label, 20),
    [!isWebAddress(url), 'A link begins with https:// or http://.'],
  ];
}

function flowRules({ label, flow, token, start }: Of<'flow'>): Rule[] {
  const name = 'id' in flow ? flow.id : flow.name;
  return [
    [isBlank(label), 'The button that opens the form needs a title.'],
    tooLong('The button that opens the form', label, 20),
    // (Meta: the label of a flow takes no emoji)
    [/\p{Extended_Pictographic}/u.test(label), 'The button that opens a form takes no emoji.'],
    [isBlank(name) || isBlank(token), 'A form needs its id or its name, and a token.'],
    [
      start !== undefined && (isBlank(start.screen) || isEmpty(start.data)),
      'A form begins with a screen, and with something filled in or nothing at all.',
    ],
  ];
}

function isEmpty(data: Record<string, unknown> | undefined): boolean {
  return data !== undefined && Object.keys(data).length === 0;
}

function idRules(options: readonly { id: string }[], maxLength: number): Rule[] {
  const ids = options.map(({ id }) => id);
  return [
    [ids.some(isBlank) || new Set(ids).size < ids.length, 'Each choice needs an id of its own.'],
    tooLong('The id of a choice', longestOf(ids), maxLength),
  ];
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
