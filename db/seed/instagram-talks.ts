import { datedLines } from '#db/seed/every-kind.ts';
import type { KindLine } from '#db/seed/every-kind.ts';
import type { SeededConversation } from '#db/seed/history.ts';

interface Talk extends Omit<SeededConversation, 'lines' | 'status'> {
  name: string;
  /** The id under which this person is known to the account. */
  address: string;
  /** Minutes since its last line. */
  ago: number;
  lines: readonly KindLine[];
}

const talks: readonly Talk[] = [
  {
    name: 'Tara Fernandes',
    address: '6012340000000101',
    ago: 17,
    assignee: null,
    unread: 2,
    last: 'read',
    lines: [
      [
        'c',
        0,
        'This copper is everything 😍 would it work on dark brown hair?',
        {
          columns: {
            context: {
              story: {
                id: '17890000000000101',
                url: 'https://www.instagram.com/stories/luxesalon.bandra/1/',
              },
            },
          },
        },
      ],
      ['c', 1, 'And how long does it stay?'],
    ],
  },
  {
    name: 'Jonas Keller',
    address: '6012340000000102',
    ago: 64,
    assignee: 'agent',
    unread: 0,
    last: 'read',
    lines: [
      [
        'c',
        0,
        '',
        {
          columns: {
            kind: 'story',
            content: { story: { url: 'https://www.instagram.com/stories/jonas.keller/1/' } },
          },
          files: ['photo'],
          reactions: [{ side: 'business', emoji: '❤️' }],
        },
      ],
      ['m', 6, 'Thank you for the mention, Jonas! It turned out so well on you.'],
      ['c', 3, '❤️'],
    ],
  },
  {
    name: 'Meher Irani',
    address: '6012340000000103',
    ago: 128,
    assignee: 'admin',
    unread: 0,
    last: 'delivered',
    lines: [
      [
        'c',
        0,
        'What are your prices?',
        {
          columns: {
            kind: 'choice',
            content: { choice: { from: 'postback', id: 'PRICES' } },
            context: { referral: { from: 'link', reference: 'bio' } },
          },
        },
      ],
      [
        'm',
        4,
        'Hello Meher! Which of these are you thinking of?',
        {
          columns: {
            kind: 'buttons',
            content: {
              buttons: [
                { id: 'CUT', title: 'A haircut' },
                { id: 'COLOUR', title: 'Colour' },
                { id: 'BRIDAL', title: 'Bridal' },
              ],
            },
          },
        },
      ],
      [
        'c',
        2,
        'Colour',
        { columns: { kind: 'choice', content: { choice: { from: 'quick_reply', id: 'COLOUR' } } } },
      ],
      ['m', 3, 'A gloss is ₹2,200, balayage starts at ₹7,500. Shall I look for a time with Ana?'],
    ],
  },
  {
    name: 'Sara Lindholm',
    address: '6012340000000104',
    // Later than everybody may answer, and in time for a person to.
    ago: 3 * 24 * 60 + 40,
    assignee: 'owner',
    unread: 1,
    last: 'read',
    lines: [
      [
        'c',
        0,
        '',
        {
          columns: {
            kind: 'share',
            content: {
              share: {
                from: 'reel',
                id: '18100000000000104',
                title: 'Curtain fringe in a minute',
                url: 'https://www.instagram.com/reel/curtain-fringe/',
              },
            },
          },
        },
      ],
      ['c', 1, 'Do you do these as well?'],
      ['m', 9, 'We do! Kavya has a free chair on Friday at noon.', { answers: 1 }],
      ['c', 55, 'Could I come on Saturday instead?'],
    ],
  },
];

/** The people who write on Instagram, each with what was said so far. */
export function instagramTalks(
  now: Date,
): { name: string; address: string; conversation: SeededConversation }[] {
  return talks.map(({ name, address, ago, lines, ...standing }) => ({
    name,
    address,
    conversation: { ...standing, status: 'open', lines: datedLines(lines, now, ago) },
  }));
}
