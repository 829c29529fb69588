import { describe, expect, it } from 'vitest';
import { createFormat } from '#components/create-format.ts';
import {
  answersOf,
  choiceWords,
  coordinates,
  hostOf,
  mapAddress,
  mailAddress,
  moneyWords,
  sizeWords,
  spokenLead,
  totalOf,
  vcardOf,
  webAddress,
} from '#components/inbox/content/content-words.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

const format = createFormat({ locale: 'en-IN', timeZone: 'Asia/Kolkata', currency: 'INR' });

it('a size is short and right', () => {
  const sizes = [
    0,
    820,
    23_400,
    999_999,
    1023 * 1024,
    1_440_000,
    5 * 1024 ** 2,
    118_000_000,
    2_000_000_000,
  ];
  expect(sizes.map((bytes) => sizeWords(bytes, format.number))).toEqual([
    '0 B',
    '820 B',
    '23 KB',
    '977 KB',
    '1 MB',
    '1.4 MB',
    '5 MB',
    '113 MB',
    '1.9 GB',
  ]);
});

describe('an address out of a message', () => {
  it('is opened only when it leads to the web', () => {
    expect(webAddress('https://luxesalon.example/a')).toBe('https://luxesalon.example/a');
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc',
      'none',
      undefined,
    ]) {
      expect(webAddress(url)).toBeNull();
    }
  });

  it('is called by its host', () => {
    expect(hostOf('https://www.instagram.com/reel/1')).toBe('instagram.com');
  });
});

it('a place is opened by its coordinates, wherever on earth it is', () => {
  const place = { latitude: -33.9, longitude: 18.42345678 };
  expect(coordinates(place)).toBe('-33.90000, 18.42346');
  expect(mapAddress(place)).toContain('query=-33.9%2C18.42345678');
});

describe('an order', () => {
  const item = (price: number | null, quantity = 1, currency: string | null = 'INR') => ({
    retailerId: 'shampoo',
    quantity,
    price,
    currency,
  });

  it('comes to the sum of its lines', () => {
    expect(totalOf([item(950, 2), item(1800)])).toEqual({ amount: 3700, currency: 'INR' });
  });

  it('has no sum when a price is missing or another currency is among them', () => {
    expect(totalOf([item(950), item(null)])).toBeNull();
    expect(totalOf([item(950), item(5, 1, 'EUR')])).toBeNull();
    expect(totalOf([item(950, 1, null)])).toBeNull();
    expect(totalOf([])).toBeNull();
  });

  it('writes amounts in their own currency, and survives one that is none', () => {
    expect(moneyWords(684200, 'INR', format)).toBe('₹6,84,200');
    expect(moneyWords(12.5, 'eur', format)).toBe('€12.50');
    expect(moneyWords(12, 'coins!', format)).toBe('12');
    expect(moneyWords(12, null, format)).toBe('12');
  });
});

it('the answers of a form read as questions and words, without what is for machines', () => {
  const answers = {
    flow_token: 'secret',
    preferred_day: 'Saturday',
    screen_0_Full_name_1: 'Asha Rao',
    screen_0_Visit_2: '0_Very_good',
    code: '0_as_it_is',
    newsletter: false,
    services: ['Cut', 'Colour'],
    guests: 2,
    comment: '',
    nested: { a: 1 },
  };
  expect(answersOf({ answers })).toEqual([
    { label: 'Preferred day', answer: 'Saturday' },
    { label: 'Full name', answer: 'Asha Rao' },
    { label: 'Visit', answer: 'Very good' },
    { label: 'Code', answer: '0_as_it_is' },
    { label: 'Newsletter', answer: 'No' },
    { label: 'Services', answer: 'Cut, Colour' },
    { label: 'Guests', answer: '2' },
    { label: 'Comment', answer: '–' },
    { label: 'Nested', answer: '{"a":1}' },
  ]);
});

describe('what is said before a bubble, for who hears it', () => {
  // Only what the words look at.
  const message = (changes: Partial<ThreadMessage>) =>
    ({
      kind: 'text',
      direction: 'inbound',
      state: 'received',
      deletedAt: null,
      attachments: [],
      ...changes,
    }) as unknown as ThreadMessage;
  const lead = (changes: Partial<ThreadMessage>) => spokenLead(message(changes), 'Priya');

  it('names who it is from and what kind it is', () => {
    expect(lead({})).toBe('Priya wrote: ');
    expect(lead({ kind: 'image' })).toBe('Priya sent a photo: ');
    expect(lead({ kind: 'buttons', direction: 'outbound' })).toBe('We wrote with buttons: ');
  });

  it('tells a voice message from a recording', () => {
    const voice = [{ isVoice: true }] as ThreadMessage['attachments'];
    expect(lead({ kind: 'audio', attachments: voice })).toBe('Priya sent a voice message: ');
    expect(lead({ kind: 'audio' })).toBe('Priya sent a recording: ');
  });

  it('says that it waits, and that it is gone', () => {
    expect(lead({ state: 'scheduled', direction: 'outbound' })).toBe('Waits to go out: ');
    expect(lead({ kind: 'image', deletedAt: new Date() })).toBe('Priya deleted a message: ');
  });
});

it('an address of mail leads to a new mail, and to nothing else', () => {
  expect(mailAddress('asha+salon@example.test')).toBe('mailto:asha%2Bsalon@example.test');
  expect(mailAddress('a@b.test?bcc=all@b.test')).toBe('mailto:a@b.test%3Fbcc%3Dall@b.test');
});

it('a contact becomes a card that breaks at nothing in a name', () => {
  const card = vcardOf({
    name: 'Rao; Asha, Dr.\nMed\rEND',
    phones: [{ number: '+91 98 1234' }],
    emails: [{ email: 'asha@example.test' }],
    company: 'Luxe',
  });
  expect(card.split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Rao\\; Asha\\, Dr.\\nMed\\nEND',
    'N:Rao\\; Asha\\, Dr.\\nMed\\nEND;;;;',
    'ORG:Luxe',
    'TEL;TYPE=CELL:+91 98 1234',
    'EMAIL:asha@example.test',
    'END:VCARD',
    '',
  ]);
});

it('what was tapped on Instagram is not called a button, which it need not have been', () => {
  expect(choiceWords({ from: 'postback', id: 'HOURS' })).toBe('Tapped a question or a button');
  expect(choiceWords({ from: 'button' })).toBe('Pressed a button');
});
