import type { messages } from '#db/schema/messages.ts';
import type { ConversationSide } from '#db/schema/vocabulary.ts';
import type { SeededConversation, SeededLine } from '#db/seed/history.ts';
import type { SeedFileKind } from '#db/seed/seed-file.ts';

type MessageColumns = Partial<typeof messages.$inferInsert>;

/** What a line is beside its words. */
export interface LineParts {
  columns?: MessageColumns;
  files?: SeedFileKind[];
  reactions?: { side: ConversationSide; emoji: string }[];
  /** The line that it answers, counted from 0. */
  answers?: number;
  /** Minutes until its writer changed it, or took it back. */
  editedAfter?: number;
  deletedAfter?: number;
}

export type KindLine = readonly [who: 'c' | 'm', minutes: number, text: string, parts?: LineParts];

/** The person who writes in every way there is, and the minutes since they last did. */
export const everyKindPerson = { name: 'Nisha Bhatt', address: '919820077310' };
const agoMinutes = 21;

/** A template that the demo has, with the buttons under it. */
export const seededTemplate = {
  name: 'festive_colour_week',
  language: 'en',
  components: [
    {
      type: 'BODY',
      text: 'Hi {{1}}, festive colour week starts on Thursday: 20% off balayage and gloss with Ana. Which day suits you?',
      example: { body_text: [['Nisha']] },
    },
    { type: 'FOOTER', text: 'Luxe Salon, Bandra' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Pick a day' },
        { type: 'QUICK_REPLY', text: 'Stop offers' },
      ],
    },
  ],
};

const lines: readonly KindLine[] = [
  [
    'm',
    0,
    'Hi Nisha, festive colour week starts on Thursday: 20% off balayage and gloss with Ana. Which day suits you?',
    {
      columns: {
        author: 'campaign',
        template: { name: 'festive_colour_week', language: 'en', parameters: ['Nisha'] },
      },
    },
  ],
  [
    'c',
    2890,
    'Pick a day',
    {
      columns: { kind: 'choice', content: { choice: { from: 'template', id: 'PICK_DAY' } } },
      answers: 0,
    },
  ],
  [
    'c',
    1,
    'Saw your new video too 😍 is the offer for long hair as well?',
    {
      columns: {
        context: {
          referral: {
            from: 'ad',
            adId: '120210000000000001',
            headline: 'Balayage in one visit',
            body: 'Soft lights, healthy hair. Book a colour talk with Ana.',
            url: 'https://luxesalon.example/balayage',
          },
        },
      },
      reactions: [{ side: 'business', emoji: '❤️' }],
    },
  ],
  [
    'm',
    3,
    'It is! Which one would you like to know more about?',
    {
      columns: {
        kind: 'list',
        content: {
          label: 'See the services',
          footer: 'Prices include a wash',
          sections: [
            {
              title: 'Colour',
              rows: [
                { id: 'gloss', title: 'Gloss', description: '45 minutes' },
                { id: 'balayage', title: 'Balayage', description: 'About three hours' },
              ],
            },
          ],
        },
      },
    },
  ],
  [
    'c',
    2,
    'Balayage',
    {
      columns: {
        kind: 'choice',
        content: {
          choice: { from: 'list', id: 'balayage', description: 'About three hours' },
        },
      },
      answers: 3,
    },
  ],
  [
    'c',
    2,
    'Something like this? Not too light at the roots',
    { columns: { kind: 'image' }, files: ['photo'] },
  ],
  ['c', 1, '', { columns: { kind: 'audio' }, files: ['voice'] }],
  [
    'm',
    6,
    'Lovely choice. I would keep your roots as they are and go caramel from the mid-lengths.',
    { answers: 5, reactions: [{ side: 'contact', emoji: '😍' }] },
  ],
  ['m', 1, 'All our colour prices', { columns: { kind: 'document' }, files: ['prices'] }],
  [
    'm',
    1,
    'Saturday has room at eleven and at half past three.',
    {
      columns: {
        kind: 'buttons',
        content: {
          header: 'Balayage and gloss',
          buttons: [
            { id: 'sat-11', title: '11:00 am' },
            { id: 'sat-1530', title: '3:30 pm' },
          ],
        },
      },
    },
  ],
  [
    'c',
    3,
    '11:00 am',
    {
      columns: { kind: 'choice', content: { choice: { from: 'button', id: 'sat-11' } } },
      answers: 9,
    },
  ],
  ['c', 1, 'Wait, is that this Saturday or next?', { deletedAfter: 1 }],
  [
    'c',
    1,
    'This Saturday, the 22nd, right?',
    { editedAfter: 1, columns: { firstText: 'This Saturday, the 21st, right?' } },
  ],
  [
    'm',
    2,
    'Luxe Salon, 12 Hill Road, Bandra West, Mumbai 400050',
    {
      columns: {
        kind: 'location',
        content: {
          place: {
            latitude: 19.05445,
            longitude: 72.83012,
            name: 'Luxe Salon',
            address: '12 Hill Road, Bandra West, Mumbai 400050',
          },
        },
      },
    },
  ],
  [
    'c',
    2,
    'The security code of this customer changed.',
    { columns: { kind: 'notice', content: { notice: 'identity_changed' } } },
  ],
  ['m', 4, 'The door is beside the bakery.', { columns: { authorMemberId: null } }],
  [
    'c',
    6,
    'Asha Rao',
    {
      columns: {
        kind: 'contacts',
        content: {
          contacts: [
            {
              name: 'Asha Rao',
              phones: [{ number: '+91 98200 66142', label: 'Mobile', address: '919820066142' }],
              emails: [{ email: 'asha.rao@example.com' }],
            },
          ],
        },
      },
    },
  ],
  ['c', 1, 'My sister, she would like a gloss', { columns: { context: { forwarded: 'once' } } }],
  [
    'c',
    3,
    '3 items',
    {
      columns: {
        kind: 'order',
        content: {
          order: {
            items: [
              { retailerId: 'Argan shampoo', quantity: 2, price: 950, currency: 'INR' },
              { retailerId: 'Silk mask', quantity: 1, price: 1450, currency: 'INR' },
            ],
          },
        },
      },
    },
  ],
  [
    'c',
    2,
    'Colour questions',
    {
      columns: {
        kind: 'form',
        content: {
          form: {
            name: 'Colour questions',
            answers: { last_coloured: 'August, at home', sensitive_scalp: false },
          },
        },
      },
    },
  ],
  ['c', 2, '', { columns: { kind: 'sticker' }, files: ['sticker'] }],
  [
    'c',
    1,
    'A poll cannot be shown here. Ask the customer to write it as a text.',
    { columns: { kind: 'unsupported' } },
  ],
  [
    'm',
    5,
    'All is on the shelf with your name. This is how it looked on Kavya:',
    { columns: { kind: 'image' }, files: ['after'] },
  ],
];

/** The conversation with a message of every kind, the last of them a while before now. */
export function everyKindConversation(now: Date): SeededConversation {
  const written = datedLines(lines, now, agoMinutes);
  return { lines: written, status: 'open', assignee: 'agent', unread: 0, last: 'delivered' };
}

/** The lines as they were written, the last of them so many minutes before now. */
export function datedLines(talk: readonly KindLine[], now: Date, ago: number): SeededLine[] {
  const total = talk.reduce((sum, [, minutes]) => sum + minutes, 0);
  let at = Math.floor(now.getTime() / 1000) * 1000 - (ago + total) * 60_000;
  return talk.map(([who, minutes, text, parts]): SeededLine => {
    at += minutes * 60_000;
    return { who, text, by: 'agent', at: new Date(at), ...(parts && { parts }) };
  });
}
