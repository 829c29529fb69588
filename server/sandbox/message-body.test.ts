import { describe, expect, test } from 'vitest';

import { readMessageBody } from '#server/sandbox/message-body.ts';

const base = { messaging_product: 'whatsapp', to: '919812345670' };
const read = (type: string, part: unknown) => readMessageBody({ ...base, type, [type]: part });
const long = (length: number) => 'x'.repeat(length);

const reply = (title: string, id = title) => ({ type: 'reply', reply: { id, title } });
const buttons = (titles: string[], fields = {}) => ({
  type: 'button',
  body: { text: 'When?' },
  action: { buttons: titles.map((title) => reply(title)) },
  ...fields,
});
const row = (id: string, fields = {}) => ({ id, title: 'Colour', ...fields });
const list = (sections: unknown[], fields = {}) => ({
  type: 'list',
  body: { text: 'What?' },
  action: { button: 'Choose', sections },
  ...fields,
});
const link = (parameters = {}) => ({
  type: 'cta_url',
  body: { text: 'Book' },
  action: {
    name: 'cta_url',
    parameters: { display_text: 'Book now', url: 'https://luxe.example', ...parameters },
  },
});
const flow = (parameters = {}) => ({
  type: 'flow',
  body: { text: 'Tell us' },
  action: {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_cta: 'Begin', flow_id: '7', ...parameters },
  },
});
const items = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ product_retailer_id: String(at) }));
const products = (sections: unknown[], fields = {}) => ({
  type: 'product_list',
  header: { type: 'text', text: 'Ours' },
  body: { text: 'Pick' },
  action: { catalog_id: '1', sections },
  ...fields,
});
const money = (value: number) => ({ value, offset: 100 });
const bill = (parameters = {}) => ({
  type: 'order_details',
  body: { text: 'To pay' },
  action: {
    name: 'review_and_pay',
    parameters: {
      reference_id: 'A-1',
      type: 'physical-goods',
      payment_type: 'upi',
      payment_configuration: 'till',
      currency: 'INR',
      total_amount: money(450),
      order: {
        status: 'pending',
        items: [{ retailer_id: '1', name: 'Wine', amount: money(200), quantity: 2 }],
        subtotal: money(400),
        tax: money(50),
      },
      ...parameters,
    },
  },
});
const status = (word: string, reference_id = 'A-1') => ({
  type: 'order_status',
  body: { text: 'Soon' },
  action: { name: 'review_order', parameters: { reference_id, order: { status: word } } },
});
const template = (...components: unknown[]) => ({
  name: 'spring_offer',
  language: { code: 'en' },
  components,
});
const button = (sub_type: string, parameter: unknown, index: unknown = '0') =>
  template({ type: 'button', sub_type, index, parameters: [parameter] });
const text = (value: unknown) =>
  template({ type: 'body', parameters: [{ type: 'text', text: value }] });

describe('what the sandbox takes as the provider does, and what the phone reads of it', () => {
  test.each<[string, unknown, string]>([
    ['image', { id: '4', caption: 'Your colour' }, 'Your colour'],
    ['video', { link: 'https://luxe.example/v.mp4' }, ''],
    ['document', { id: '4', filename: 'Prices.pdf' }, ''],
    ['audio', { id: '4', voice: true }, ''],
    ['sticker', { id: '4' }, ''],
    ['location', { latitude: 1, longitude: 2, name: 'Luxe Salon' }, 'Luxe Salon'],
    ['contacts', [{ name: { formatted_name: 'Ana', first_name: 'Ana' } }], 'Ana'],
    ['reaction', { message_id: 'wamid.1', emoji: '👍🏽' }, '👍🏽'],
    ['reaction', { message_id: 'wamid.1', emoji: '' }, ''],
    ['interactive', buttons(['a', 'b', long(20)]), 'When?'],
    ['interactive', list([{ rows: [row('1', { description: long(72) })] }]), 'What?'],
    ['interactive', link(), 'Book'],
    ['interactive', { type: 'location_request_message', action: { name: 'send_location' } }, ''],
    ['interactive', flow(), 'Tell us'],
    ['interactive', { type: 'product', action: { catalog_id: '1', product_retailer_id: '2' } }, ''],
    ['interactive', products([{ product_items: items(30) }]), 'Pick'],
    ['interactive', bill(), 'To pay'],
    ['template', text("O'Brien"), 'spring_offer'],
    [
      'template',
      button('copy_code', { type: 'coupon_code', coupon_code: long(15) }),
      'spring_offer',
    ],
    ['template', button('URL', { type: 'text', text: 'x' }, 9), 'spring_offer'],
  ])('%s %j', (type, part, words) => {
    expect(read(type, part)).toMatchObject({ ok: true, send: { kind: type, text: words } });
  });
});

describe('what it refuses as the provider does', () => {
  test.each<[number, string, string, unknown]>([
    [131009, 'both an id and a link', 'image', { id: '4', link: 'https://luxe.example' }],
    [100, 'a caption of 1,025', 'image', { id: '4', caption: long(1_025) }],
    [100, 'words below a voice note', 'audio', { id: '4', caption: 'Hi' }],
    [100, 'a name of a picture', 'image', { id: '4', filename: 'a.jpg' }],
    [131008, 'a place without a longitude', 'location', { latitude: 1 }],
    [131009, 'a place on no map', 'location', { latitude: '91°', longitude: 2 }],
    [131008, 'no formatted name', 'contacts', [{ name: { first_name: 'Ana' } }]],
    [131009, 'a name of one part', 'contacts', [{ name: { formatted_name: 'Ana' } }]],
    [131008, 'a reaction to nothing', 'reaction', { emoji: '👍🏽' }],
    [100, 'four buttons', 'interactive', buttons(['a', 'b', 'c', 'd'])],
    [100, 'a title of 21', 'interactive', buttons([long(21)])],
    [131009, 'two buttons alike', 'interactive', buttons(['a', 'a'])],
    [131008, 'no words above buttons', 'interactive', buttons(['a'], { body: undefined })],
    [100, 'a footer of 61', 'interactive', buttons(['a'], { footer: { text: long(61) } })],
    [
      131009,
      'eleven rows',
      'interactive',
      list([{ rows: Array.from({ length: 11 }, (_, at) => row(String(at))) }]),
    ],
    [100, 'a row of 25', 'interactive', list([{ rows: [row('1', { title: long(25) })] }])],
    [
      131009,
      'two nameless sections',
      'interactive',
      list([{ rows: [row('1')] }, { rows: [row('2')] }]),
    ],
    [131009, 'a link to nowhere', 'interactive', link({ url: 'luxe.example' })],
    [131008, 'products without a title above', 'interactive', products([], { header: undefined })],
    [131009, 'no product', 'interactive', products([{ product_items: [] }])],
    [
      131009,
      'thirty-one products',
      'interactive',
      products([
        { title: 'a', product_items: items(30) },
        { title: 'b', product_items: items(1) },
      ]),
    ],
    [131009, 'two forms at once', 'interactive', flow({ flow_name: 'visit' })],
    [131008, 'a form without its label', 'interactive', flow({ flow_cta: undefined })],
    [131009, 'a sum that is none', 'interactive', bill({ total_amount: money(451) })],
    [131009, 'another currency', 'interactive', bill({ currency: 'EUR' })],
    [131009, 'an unknown standing', 'interactive', status('lost')],
    [131009, 'a number with a space', 'interactive', status('shipped', 'A 1')],
    [131009, 'an unknown kind of it', 'interactive', { type: 'poll', action: {} }],
    [131008, 'an empty blank', 'template', text('')],
    [
      100,
      'a code of 16',
      'template',
      button('copy_code', { type: 'coupon_code', coupon_code: long(16) }),
    ],
    [
      131009,
      'a code in a link',
      'template',
      button('url', { type: 'coupon_code', coupon_code: 'x' }),
    ],
    [131009, 'a component of no kind', 'template', template({ type: 'middle' })],
    [131008, 'no language', 'template', { name: 'spring_offer' }],
  ])('with %i: %s', (code, _name, type, part) => {
    expect(read(type, part)).toMatchObject({ ok: false, refusal: { code } });
  });
});
