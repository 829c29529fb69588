import { describe, expect, test } from 'vitest';

import type { OutboundContent } from '#server/channels/content.ts';
import { faultIn } from '#server/channels/whatsapp/find-fault.ts';

const long = (length: number) => 'x'.repeat(length);
const file = { providerMediaId: '44' };
const person = { name: 'Ana', phones: [], emails: [] };
const button = (title: string, id = title) => ({ id, title });
const row = (id: string, fields = {}) => ({ id, title: 'Colour', ...fields });
const buttons = (titles: string[]) => ({
  kind: 'buttons' as const,
  text: 'Which one?',
  buttons: titles.map((title) => button(title)),
});
const list = (rows: ReturnType<typeof row>[], fields = {}) => ({
  kind: 'list' as const,
  text: 'Which one?',
  label: 'Choose',
  sections: [{ rows }],
  ...fields,
});
const link = (fields = {}) => ({
  kind: 'link' as const,
  text: 'Book',
  label: 'Book now',
  url: 'https://luxe.example',
  ...fields,
});
const template = (fields = {}) => ({
  kind: 'template' as const,
  name: 'spring_offer',
  language: 'en',
  parameters: [],
  ...fields,
});
const filled = (type: string, value: string, index = 0) =>
  template({ buttons: [{ index, type, value }] });
const product = { kind: 'product', catalogId: '1', retailerId: '2' } as const;
const products = (sections: { title?: string; retailerIds: string[] }[], fields = {}) => ({
  kind: 'products' as const,
  header: 'Ours',
  text: 'Which?',
  catalogId: '1',
  sections,
  ...fields,
});
const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const flow = (fields = {}) => ({
  kind: 'flow' as const,
  text: 'Tell us',
  label: 'Begin',
  flow: { id: '7' },
  token: 't',
  ...fields,
});
const bottle = { retailerId: '2', name: 'Wine', quantity: 1, price100: 200 };
const bill = (fields = {}) => ({
  kind: 'order_details' as const,
  text: 'To pay',
  bill: {
    referenceId: 'A-1',
    goods: 'physical' as const,
    paymentConfiguration: 'till',
    items: [bottle],
    tax: { amount100: 0 },
    ...fields,
  },
});
const progress = (fields = {}) => ({
  kind: 'order_status' as const,
  text: 'Soon',
  progress: { referenceId: 'A-1', status: 'shipped' as const, ...fields },
});
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(String(index)));

const taken: [string, OutboundContent][] = [
  ['4,096 characters', { kind: 'text', text: long(4_096) }],
  ['a caption of 1,024', { kind: 'image', text: long(1_024), file }],
  ['three buttons of 20', buttons([long(20), 'b', 'c'])],
  ['ten rows', list(rows(10))],
  ['a text above a list of 4,096', list([row('1')], { text: long(4_096) })],
  ['a text above buttons of 1,024', { ...buttons(['a']), text: long(1_024) }],
  ['five contacts', { kind: 'contacts', contacts: Array.from({ length: 5 }, () => person) }],
  ['a reaction taken back', { kind: 'reaction', providerMessageId: 'wamid.1', emoji: null }],
  ['a code of 15', filled('copy_code', long(15))],
  ['a product without a word', product],
  ['thirty products', products([{ retailerIds: ids(30) }])],
  ['a form that begins with nothing', flow({ start: { screen: 'HAIR' } })],
  ['a bill with a discount', bill({ discount: { amount100: 199, program: long(60) } })],
  ['a reference of 35', bill({ referenceId: long(35) })],
  ['what is said of an order, of 120', progress({ description: long(120) })],
  ['a place', { kind: 'location', place: { latitude: -90, longitude: 180 } }],
];

test.each(taken)('%s is fine', (_name, content) => {
  expect(faultIn(content)).toBeNull();
});

const refused: [string, OutboundContent, string][] = [
  ['no text', { kind: 'text', text: ' \n' }, 'needs some text'],
  ['4,097 characters', { kind: 'text', text: long(4_097) }, '4,096 characters; this one has 4,097'],
  ['a caption of 1,025', { kind: 'video', text: long(1_025), file }, '1,024'],
  ['four buttons', buttons(['a', 'b', 'c', 'd']), 'at most 3'],
  ['no button', buttons([]), 'Add a button'],
  ['a title of 21', buttons([long(21)]), '20'],
  ['a button without a title', buttons([' ']), 'needs a title'],
  ['two buttons alike', { ...buttons([]), buttons: [button('a', '1'), button('a', '2')] }, 'same'],
  ['one id twice', { ...buttons([]), buttons: [button('a', '1'), button('b', '1')] }, 'its own'],
  ['a text above buttons of 1,025', { ...buttons(['a']), text: long(1_025) }, '1,024'],
  ['no text above buttons', { ...buttons(['a']), text: '' }, 'needs some text'],
  ['a footer of 61', { ...buttons(['a']), footer: long(61) }, '60'],
  ['a header of 61', { ...buttons(['a']), header: long(61) }, '60'],
  ['eleven rows', list(rows(11)), 'at most 10 rows'],
  ['no row', list([]), 'needs a row'],
  ['a row of 25', list([row('1', { title: long(25) })]), '24'],
  ['a second line of 73', list([row('1', { description: long(73) })]), '72'],
  ['an id of 201', list([row(long(201))]), '200'],
  ['a label of 21', list([row('1')], { label: long(21) }), '20'],
  [
    'two parts without titles',
    list([], { sections: [{ rows: [row('1')] }, { rows: [row('2')] }] }),
    'when there are several',
  ],
  ['a link to nowhere', link({ url: 'luxe.example' }), 'begins with https'],
  ['a script as a link', link({ url: 'javascript:alert(1)' }), 'begins with https'],
  ['a link of 21', link({ label: long(21) }), '20'],
  ['no contact', { kind: 'contacts', contacts: [] }, 'Pick a contact'],
  ['six contacts', { kind: 'contacts', contacts: Array(6).fill(person) as never }, 'At most 5'],
  ['a nameless contact', { kind: 'contacts', contacts: [{ ...person, name: '' }] }, 'a name'],
  [
    'a birthday in words',
    { kind: 'contacts', contacts: [{ ...person, birthday: '31 December' }] },
    'year, month and day',
  ],
  [
    'an e-mail address without a place',
    { kind: 'contacts', contacts: [{ ...person, emails: [{ email: 'ana' }] }] },
    'e-mail address',
  ],
  ['a place on no map', { kind: 'location', place: { latitude: 91, longitude: 0 } }, 'on earth'],
  ['an empty emoji', { kind: 'reaction', providerMessageId: 'wamid.1', emoji: '' }, 'one emoji'],
  ['a code of 16', filled('copy_code', long(16)), '15'],
  ['a button with nothing in it', filled('url', ' '), 'needs something'],
  ['an eleventh button', filled('url', 'a', 10), 'at most 10 buttons'],
  ['a product without a number', { ...product, retailerId: ' ' }, 'its number'],
  ['products without a title', products([{ retailerIds: ['1'] }], { header: '' }), 'title above'],
  ['a part without a product', products([{ retailerIds: [] }]), 'needs a product'],
  ['31 products', products([{ retailerIds: ids(31) }]), 'at most 30'],
  ['11 parts', products(ids(11).map((id) => ({ title: id, retailerIds: [id] }))), 'at most 10'],
  [
    'two parts of products without titles',
    products([{ retailerIds: ['1'] }, { retailerIds: ['2'] }]),
    'when there are several',
  ],
  ['a part of 25', products([{ title: long(25), retailerIds: ['1'] }]), '24'],
  ['a form without a name', flow({ flow: { name: '' } }), 'its id or its name'],
  ['a form without a token', flow({ token: '' }), 'a token'],
  ['a form of 21', flow({ label: long(21) }), '20'],
  ['a form with an emoji', flow({ label: 'Go 🎉' }), 'no emoji'],
  ['a form filled in with nothing', flow({ start: { screen: 'A', data: {} } }), 'begins with'],
  ['a reference with a space', bill({ referenceId: 'A 1' }), 'up to 35'],
  ['a bill of nothing', bill({ items: [] }), 'needs its items'],
  ['half a bottle', bill({ items: [{ ...bottle, quantity: 0.5 }] }), 'at least one'],
  ['half a cent', bill({ tax: { amount100: 0.5 } }), 'whole hundredths'],
  ['a sale above the price', bill({ items: [{ ...bottle, salePrice100: 201 }] }), 'not above'],
  ['a bill that pays itself', bill({ discount: { amount100: 200 } }), 'more than nothing'],
  ['a name of 61', bill({ items: [{ ...bottle, name: long(61) }] }), '60'],
  ['what is said of an order, of 121', progress({ description: long(121) }), '120'],
  [
    'a web address that is none',
    { kind: 'contacts', contacts: [{ ...person, urls: [{ url: 'luxe' }] }] },
    'web address',
  ],
  ['a reaction to nothing', { kind: 'reaction', providerMessageId: '', emoji: '👍' }, 'gone out'],
  ['a blank of two lines', template({ parameters: ['a\nb'] }), 'one line'],
  ['a wide gap', template({ parameters: ['a     b'] }), 'five spaces'],
  ['an empty blank', template({ parameters: [{ type: 'text', text: ' ' }] }), 'each of its blanks'],
];

describe('what Meta would refuse has a sentence', () => {
  test.each(refused)('%s', (_name, content, words) => {
    const fault = faultIn(content);
    expect(fault).toMatchObject({ retryable: false });
    expect(fault?.message).toContain(words);
    expect(fault?.message).toMatch(/^[A-Z].*\.$/);
  });
});
