/**
 * What customers and the salon say to each other, a line each. `c` is the customer, `m` a member;
 * the number is minutes since the line before.
 */
export type Line = readonly [who: 'c' | 'm', minutes: number, text: string];

/** Talks that came to their end: any of them can lie in the past of any contact. */
export const finished: readonly (readonly Line[])[] = [
  [
    ['c', 0, 'Hi! How much is a haircut and blow-dry?'],
    ['m', 4, 'Hello! It is ₹1,800 and takes about an hour. Shall I look for a time?'],
    ['c', 3, 'Yes please, Thursday after 5?'],
    ['m', 2, 'Thursday 5:30 pm with Ana is free. I have put you down.'],
    ['c', 1, 'Perfect, see you then 😊'],
  ],
  [
    ['c', 0, 'Good morning, are you open on Sunday?'],
    ['m', 11, 'Good morning! Yes, 10 am to 6 pm on Sundays.'],
    ['c', 2, 'Great, thank you'],
  ],
  [
    ['c', 0, 'Running about 10 minutes late, traffic at the flyover'],
    ['m', 1, 'No problem at all, we will hold your chair.'],
    ['c', 14, 'Parking now'],
  ],
  [
    ['c', 0, 'Can I move my appointment from Friday to Saturday?'],
    ['m', 7, 'Of course. Saturday 11:00 am or 3:30 pm?'],
    ['c', 5, '11 please'],
    ['m', 2, 'Done: Saturday 11:00 am with Kavya.'],
  ],
  [
    ['c', 0, 'Oi! Vocês fazem tratamento de queratina?'],
    ['m', 6, 'Oi! Fazemos sim, leva cerca de duas horas. Quer que eu veja um horário?'],
    ['c', 9, 'Quero! Sábado de manhã seria ótimo'],
    ['m', 3, 'Sábado às 10h está reservado para você.'],
    ['c', 1, 'Obrigada!! 💛'],
  ],
  [
    ['c', 0, 'Which shampoo did you use last time? My hair felt amazing'],
    ['m', 22, 'That was the argan one. We keep it at the front desk, ₹950 a bottle.'],
    ['c', 4, 'Please keep one for me, I will pick it up tomorrow'],
    ['m', 3, 'It is on the shelf with your name.'],
  ],
  [
    ['c', 0, 'Do you have gift cards? It is my sister’s birthday next week'],
    ['m', 9, 'We do, from ₹1,000 upwards. You can collect it here or we print it for you.'],
    ['c', 6, 'I will come by on Wednesday'],
    ['m', 2, 'See you Wednesday!'],
  ],
  [
    ['c', 0, 'Hi, I had my colour done on Tuesday and the left side looks a little lighter'],
    ['m', 3, 'So sorry to hear that. Could you come in today? We will even it out, no charge.'],
    ['c', 8, 'Today at 4 works'],
    ['m', 1, 'Ana will be ready for you at 4.'],
    ['c', 195, 'Looks perfect now, thanks for fixing it so quickly'],
    ['m', 2, 'So happy to hear it. See you in six weeks!'],
  ],
  [
    ['c', 0, 'Est-ce que vous parlez français ? Je voudrais un brushing demain'],
    ['m', 12, 'A little! Tomorrow 2:15 pm is free for a blow-dry, ₹900. Shall I book it?'],
    ['c', 5, 'Oui, merci beaucoup'],
  ],
  [
    ['c', 0, 'How long does balayage take? I have long hair'],
    ['m', 5, 'Plan about three hours. Past the shoulders it is ₹6,500, gloss included.'],
    ['c', 30, 'Let me think about it and come back to you'],
    ['m', 2, 'Of course, take your time.'],
  ],
];

/** How the newest conversations stand now, newest first; the last line is the last message. */
export const current: readonly {
  readonly lines: readonly Line[];
  /** Minutes between the last line and now. */
  readonly ago: number;
  readonly assignee: 'owner' | 'admin' | 'agent' | null;
  readonly unread?: number;
  /** How our last line fared, if the last line is ours. */
  readonly last?: 'read' | 'delivered' | 'sent' | 'failed' | 'unknown';
}[] = [
  {
    ago: 3,
    assignee: 'agent',
    unread: 2,
    lines: [
      [
        'c',
        0,
        'Hi! Just saw this 😍 How much is balayage for long hair, and how long does it take?',
      ],
      ['m', 4, 'For hair past the shoulders it is ₹6,500. Plan about three hours with Ana.'],
      ['c', 6, 'Something like the photo on your page? Not too light at the roots'],
      [
        'm',
        9,
        'Lovely choice. I would keep your roots as they are and go caramel from the mid-lengths. Can you come ten minutes early for a strand test?',
      ],
      ['c', 11, 'Saturday 11 is perfect 😊'],
      ['c', 1, 'Can my sister come along for a blow-dry at the same time?'],
    ],
  },
  {
    ago: 8,
    assignee: null,
    unread: 1,
    lines: [['c', 0, 'Does the keratin treatment work on coloured hair?']],
  },
  {
    ago: 26,
    assignee: null,
    unread: 3,
    lines: [
      ['c', 0, 'Hello, I am getting married on the 14th of next month'],
      ['c', 1, 'We are six for the mehndi morning, hair and light make-up'],
      ['c', 2, 'Can you come to the hotel? It is in Juhu'],
    ],
  },
  {
    ago: 41,
    assignee: 'admin',
    last: 'read',
    lines: [
      ['c', 0, 'Is Friday still fine?'],
      ['m', 3, 'Yes! Your appointment on Friday is at 6:15 pm with Kavya.'],
    ],
  },
  {
    ago: 55,
    assignee: 'admin',
    unread: 1,
    lines: [
      ['m', 0, 'A little reminder: your trim is today at 3:00 pm.'],
      ['c', 118, 'Running 10 min late, sorry'],
    ],
  },
  {
    ago: 70,
    assignee: 'agent',
    last: 'delivered',
    lines: [
      ['c', 0, 'Could you send me the bridal prices?'],
      [
        'm',
        12,
        'Here is our bridal price list. Single look from ₹18,000, with trial from ₹22,500. Shall we plan a trial?',
      ],
    ],
  },
  {
    ago: 104,
    assignee: 'owner',
    last: 'failed',
    lines: [
      ['c', 0, 'What is the price for beard trim + haircut?'],
      ['m', 5, 'Together ₹1,100, forty-five minutes. Tonight 7:00 pm is free.'],
    ],
  },
  {
    ago: 150,
    assignee: 'agent',
    last: 'sent',
    lines: [
      ['c', 0, 'Bonjour! Do you have time for a gloss this week?'],
      ['m', 16, 'Bonjour Chloé! Wednesday 1:00 pm or Thursday 10:30 am, which is better?'],
    ],
  },
  {
    ago: 190,
    assignee: 'owner',
    last: 'unknown',
    lines: [
      ['c', 0, 'My mother would like a hair spa as well, is there a package?'],
      ['m', 8, 'There is: two hair spas together are ₹3,200 instead of ₹3,800.'],
    ],
  },
  {
    ago: 260,
    assignee: null,
    unread: 1,
    lines: [['c', 0, 'Olá! Vocês atendem sem hora marcada?']],
  },
];
