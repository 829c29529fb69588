import { describe, expect, test } from 'vitest';

import type { OutboundContent } from '#server/channels/content.ts';
import { buildBody } from '#server/channels/whatsapp/build-body.ts';

/** What stands in the body under the name of its type. */
function built(content: OutboundContent): unknown {
  const body = buildBody({ clientReference: 'our-id', to: { address: '919812345670' }, content });
  return body[String(body.type)];
}

describe('files', () => {
  test('a document carries its name and its words, a picture its words alone', () => {
    const file = { providerMediaId: '44', fileName: 'Prices 2026.pdf' };
    expect(built({ kind: 'document', text: 'Here you are', file })).toEqual({
      id: '44',
      filename: 'Prices 2026.pdf',
      caption: 'Here you are',
    });
    expect(built({ kind: 'image', text: 'Your colour', file })).toEqual({
      id: '44',
      caption: 'Your colour',
    });
  });

  test('a recording is a voice note, a song is not, and neither has words', () => {
    const file = { providerMediaId: '44' };
    const audio = { kind: 'audio', text: 'unheard', file } as const;
    expect(built({ ...audio, isVoice: true })).toEqual({ id: '44', voice: true });
    expect(built(audio)).toEqual({ id: '44' });
    expect(built({ kind: 'sticker', text: '', file })).toEqual({ id: '44' });
  });

  test('a file may also lie where the provider can get it', () => {
    const file = { link: 'https://luxe.example/chair.jpg' };
    expect(built({ kind: 'image', text: '', file })).toEqual(file);
  });
});

describe('a reaction', () => {
  test('names its message, and is taken off with an empty emoji', () => {
    const reaction = { kind: 'reaction', providerMessageId: 'wamid.IN1' } as const;
    expect(built({ ...reaction, emoji: '👍🏽' })).toEqual({ message_id: 'wamid.IN1', emoji: '👍🏽' });
    expect(built({ ...reaction, emoji: null })).toEqual({ message_id: 'wamid.IN1', emoji: '' });
  });
});

describe('a link to press', () => {
  test('is one button with its words and its address', () => {
    const content = {
      kind: 'link',
      header: 'Spring',
      text: 'Book your chair',
      footer: 'Luxe Salon',
      label: 'Book now',
      url: 'https://luxe.example/book?from=wa',
    } as const;
    expect(built(content)).toEqual({
      type: 'cta_url',
      header: { type: 'text', text: 'Spring' },
      body: { text: 'Book your chair' },
      footer: { text: 'Luxe Salon' },
      action: {
        name: 'cta_url',
        parameters: { display_text: 'Book now', url: 'https://luxe.example/book?from=wa' },
      },
    });
  });
});

describe('a contact', () => {
  test('is a card with what is known of them, and nothing empty', () => {
    const contact = {
      name: 'Áine O’Brien',
      phones: [
        { number: '+353 1 234', label: 'work', address: '3531234' },
        { number: '+353 1 9', label: 'Reception' },
      ],
      emails: [{ email: 'aine@luxe.example' }],
      company: 'Luxe Salon',
      urls: [{ url: 'https://luxe.example' }],
      addresses: [{ street: '1 Main Street', city: 'Dublin' }],
      birthday: '1990-12-31',
    };
    expect(built({ kind: 'contacts', contacts: [contact] })).toEqual([
      {
        name: { formatted_name: 'Áine O’Brien', first_name: 'Áine O’Brien' },
        phones: [{ phone: '+353 1 234', type: 'WORK', wa_id: '3531234' }, { phone: '+353 1 9' }],
        emails: [{ email: 'aine@luxe.example' }],
        org: { company: 'Luxe Salon' },
        urls: [{ url: 'https://luxe.example' }],
        addresses: [{ street: '1 Main Street', city: 'Dublin' }],
        birthday: '1990-12-31',
      },
    ]);
  });
});

describe('a template', () => {
  const template = { kind: 'template', name: 'spring_offer', language: 'pt_BR' } as const;

  test('keeps every value as it was written', () => {
    const values = ["O'Brien", '"Ana" <3', '💇🏽‍♀️ & co.', 'a'.repeat(1_024)];
    expect(built({ ...template, parameters: values })).toMatchObject({
      components: [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }],
    });
  });

  test('fills blanks that have names by their names', () => {
    const parameters = [
      { type: 'text', text: 'Ana', name: 'first_name' },
      { type: 'currency', fallback: 'R$ 10', code: 'BRL', amount1000: 10_000, name: 'price' },
      { type: 'date_time', fallback: '1 March', name: 'until' },
    ] as const;
    expect(built({ ...template, parameters })).toMatchObject({
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', parameter_name: 'first_name', text: 'Ana' },
            {
              type: 'currency',
              parameter_name: 'price',
              currency: { fallback_value: 'R$ 10', code: 'BRL', amount_1000: 10_000 },
            },
            {
              type: 'date_time',
              parameter_name: 'until',
              date_time: { fallback_value: '1 March' },
            },
          ],
        },
      ],
    });
  });

  test.each([
    [
      { type: 'text', text: 'Spring' },
      { type: 'text', text: 'Spring' },
    ],
    [
      { type: 'image', file: { providerMediaId: '4' } },
      { type: 'image', image: { id: '4' } },
    ],
    [
      { type: 'video', file: { link: 'https://luxe.example/v.mp4' } },
      { type: 'video', video: { link: 'https://luxe.example/v.mp4' } },
    ],
    [
      { type: 'document', file: { providerMediaId: '4', fileName: 'Prices.pdf' } },
      { type: 'document', document: { id: '4', filename: 'Prices.pdf' } },
    ],
    [
      {
        type: 'location',
        place: { latitude: 1.5, longitude: -2, name: 'Luxe', address: 'Main St' },
      },
      {
        type: 'location',
        location: { latitude: 1.5, longitude: -2, name: 'Luxe', address: 'Main St' },
      },
    ],
  ] as const)('has a header of %j', (header, expected) => {
    expect(built({ ...template, header: [header], parameters: [] })).toMatchObject({
      components: [{ type: 'header', parameters: [expected] }],
    });
  });

  test('fills each kind of button at its place', () => {
    const buttons = [
      { index: 0, type: 'quick_reply', value: 'book' },
      { index: 1, type: 'url', value: 'summer?x=1' },
      { index: 2, type: 'copy_code', value: 'SPRING26' },
      { index: 3, type: 'catalog', value: 'sku-1' },
      { index: 4, type: 'flow', value: 'token-1', data: { step: 'date' } },
    ] as const;
    const places = ['0', '1', '2', '3', '4'];
    expect(built({ ...template, parameters: [], buttons: [...buttons] })).toEqual({
      name: 'spring_offer',
      language: { code: 'pt_BR' },
      components: [
        { sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: 'book' }] },
        { sub_type: 'url', parameters: [{ type: 'text', text: 'summer?x=1' }] },
        { sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: 'SPRING26' }] },
        {
          sub_type: 'catalog',
          parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'sku-1' } }],
        },
        {
          sub_type: 'flow',
          parameters: [
            {
              type: 'action',
              action: { flow_token: 'token-1', flow_action_data: { step: 'date' } },
            },
          ],
        },
      ].map((button, place) => ({ type: 'button', ...button, index: places[place] })),
    });
  });
});
