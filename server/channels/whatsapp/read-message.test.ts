import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';

const CHANNEL = '109000000000001';

async function only(name: string) {
  const file = new URL(`payloads/${name}.json`, import.meta.url);
  const [event, ...others] = parseWebhook(JSON.parse(await readFile(file, 'utf8')));
  expect(others.filter(({ type }) => type !== 'ignored')).toEqual([]);
  return event;
}

/** Of “test” in ASCII, as webhooks write it in base64. */
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const asha = { address: '919812345670', profileName: 'Asha Menon' };

describe('a message with a file says what the provider has, and what stands beneath it', () => {
  test.each([
    ['voice', 'audio', '', { mimeType: 'audio/ogg; codecs=opus', isVoice: true }],
    ['audio', 'audio', '', { mimeType: 'audio/mpeg' }],
    ['video', 'video', 'The first dance', { mimeType: 'video/mp4' }],
    ['document', 'document', 'Is this right?', { fileName: 'invoice 12.pdf' }],
    ['sticker', 'sticker', '', { mimeType: 'image/webp', isAnimated: true }],
  ])('%s', async (name, kind, text, file) => {
    expect(await only(name)).toMatchObject({
      type: 'message',
      from: asha,
      opensReplyWindow: true,
      content: { kind, text, files: [{ kind, sha256, ...file }] },
    });
  });

  test('a file without its id becomes a placeholder that names its kind', () => {
    expect(parseWebhook(wrap({ type: 'video', video: { caption: 'Look' } }))).toMatchObject([
      { content: { kind: 'unsupported', reason: 'video' } },
    ]);
  });
});

describe('a place and a card', () => {
  test('a place has its name and address, or at least where it is', async () => {
    expect(await only('location')).toMatchObject({
      content: {
        text: 'Studio Aurora, 14 Hill Road, Bandra',
        place: { latitude: 19.0544, longitude: 72.8402, url: 'https://maps.example/aurora' },
      },
    });
    expect(await only('location-bare')).toMatchObject({
      content: { text: '-23.5505, -46.6333', place: { latitude: -23.5505, longitude: -46.6333 } },
    });
  });

  test('a place off the globe is a placeholder', () => {
    const location = { latitude: 91, longitude: 0 };
    expect(parseWebhook(wrap({ type: 'location', location }))).toMatchObject([
      { content: { kind: 'unsupported', reason: 'location' } },
    ]);
  });

  test('cards are read whatever parts they lack', async () => {
    expect(await only('contacts')).toMatchObject({
      content: {
        kind: 'contacts',
        text: 'Leela D’Souza, Om Rao',
        contacts: [
          {
            name: 'Leela D’Souza',
            phones: [
              { number: '+91 98200 11223', label: 'CELL', address: '919820011223' },
              { number: '022 5550 1234' },
            ],
            emails: [{ email: 'leela@example.test', label: 'WORK' }],
            company: 'Bloom',
            title: 'Florist',
            birthday: '1990-05-17',
          },
          { name: 'Om Rao', phones: [], emails: [] },
        ],
      },
    });
  });
});

describe('what a person picked', () => {
  test.each([
    ['button-reply', '5 pm', { from: 'button', id: 'slot-1700' }, 'wamid.OUT001'],
    [
      'list-reply',
      'Haircut',
      { from: 'list', id: 'svc-cut', description: '45 minutes' },
      'wamid.OUT001',
    ],
    ['template-button', 'Confirm', { from: 'template', id: 'CONFIRM_12' }, undefined],
    [
      'call-permission',
      'Allows you to call.',
      { from: 'call_permission', id: 'accept' },
      undefined,
    ],
  ])('%s keeps its id and its words', async (name, text, choice, quoted) => {
    const event = await only(name);
    expect(event).toMatchObject({ content: { kind: 'choice', text, choice } });
    expect(event).toHaveProperty('opensReplyWindow', true);
    if (quoted !== undefined) expect(event).toHaveProperty('quotedProviderMessageId', quoted);
  });

  test('the answers of a form are kept one by one', async () => {
    expect(await only('form')).toMatchObject({
      content: { form: { name: 'flow', answers: { guests: 4, day: 'Saturday' } } },
    });
  });

  test('an interactive message without its object is a placeholder, and its error explains it', async () => {
    expect(await only('interactive-missing')).toMatchObject({
      content: { kind: 'unsupported', reason: 'interactive' },
    });
  });

  test('an order has its items, and the note or the number of items as its words', async () => {
    expect(await only('order')).toMatchObject({
      content: {
        text: 'Ordered 3 items.',
        order: {
          catalogId: '5000000000000001',
          items: [
            { retailerId: 'oil-50', quantity: 2, price: 450.5, currency: 'INR' },
            { retailerId: 'comb', quantity: 1, price: 90, currency: 'INR' },
          ],
        },
      },
    });
    expect(await only('order-with-note')).toMatchObject({ content: { text: 'Gift wrap, please' } });
  });
});

describe('what is about another message', () => {
  test('a reaction is put on it, and taken off it by an empty emoji or none', async () => {
    const on = { type: 'reaction', providerMessageId: 'wamid.OUT001', side: 'contact' };
    expect(await only('reaction')).toMatchObject({ ...on, person: asha, emoji: '❤' });
    expect(await only('reaction-removed')).toMatchObject({ ...on, emoji: null });
    const emptied = { type: 'reaction', reaction: { message_id: 'wamid.OUT001', emoji: '' } };
    expect(parseWebhook(wrap(emptied))).toMatchObject([{ ...on, emoji: null }]);
  });

  test('an edit carries the message as it is now, a revoke nothing', async () => {
    const of = { type: 'revision', externalChannelId: CHANNEL };
    expect(await only('edit')).toMatchObject({
      ...of,
      providerMessageId: 'wamid.IN001',
      content: { kind: 'text', text: 'Is the 6 pm slot still free?' },
    });
    expect(await only('edit-caption')).toMatchObject({
      providerMessageId: 'wamid.IN005',
      content: { kind: 'image', text: 'Like this, but shorter' },
    });
    expect(await only('revoke')).toMatchObject({ ...of, content: null });
  });

  test('an edit of a caption may come without its file; one that cannot be shown changes nothing', () => {
    const edited = (message: object) =>
      parseWebhook(wrap({ type: 'edit', edit: { original_message_id: 'wamid.IN001', message } }));
    expect(edited({ type: 'image', image: { caption: 'Shorter' } })).toMatchObject([
      { type: 'revision', content: { kind: 'text', text: 'Shorter' } },
    ]);
    expect(edited({ type: 'poll', poll: {} })).toMatchObject([{ type: 'rejected' }]);
  });

  test.each([
    [{ type: 'reaction', reaction: { emoji: '❤' } }],
    [{ type: 'revoke', revoke: {} }],
    [{ type: 'edit', edit: { original_message_id: 'wamid.IN001' } }],
  ])('%j, which does not say of what, is rejected', (part) => {
    expect(parseWebhook(wrap(part))).toMatchObject([{ type: 'rejected' }]);
  });
});

describe('how a message came to be written', () => {
  test.each([
    ['text-forwarded', { forwarded: 'once' }],
    ['text-forwarded-often', { forwarded: 'often' }],
    ['text-about-product', { product: { catalogId: '5000000000000001', retailerId: 'oil-50' } }],
    [
      'text-from-ad',
      {
        referral: {
          from: 'ad',
          adId: '120000000000000001',
          clickId: 'clid-1',
          url: 'https://fb.example/ad',
          headline: 'Bridal season',
          body: '20 % off',
        },
      },
    ],
  ])('%s', async (name, context) => {
    expect(await only(name)).toHaveProperty('context', context);
  });
});

describe('what WhatsApp says about a person', () => {
  test('another number is a move, with words for the thread', async () => {
    expect(await only('system-number-changed')).toMatchObject({
      type: 'move',
      from: { address: '919812345670' },
      to: { address: '919812345679' },
      notice: {
        providerMessageId: 'wamid.IN008',
        text: 'Their number changed to +91 98123 45679.',
      },
    });
  });

  test('another id is a move, whether it comes as a message or as a field of its own', async () => {
    const move = {
      type: 'move',
      from: { address: '919812345670', providerUserId: 'IN.80000000000000' },
      to: { address: null, providerUserId: 'IN.81000000000000' },
    };
    for (const name of ['system-id-changed', 'user-id-update']) {
      const event = await only(name);
      expect(event).toMatchObject(move);
      expect(event).not.toHaveProperty('notice');
    }
  });

  test.each([
    ['its own words', { previous_user_id: 'IN.1' }, {}],
    ['the writer', {}, { from_user_id: 'IN.1' }],
    ['the sentence', { body: 'User Asha changed from IN.1 to IN.2' }, { from_user_id: 'IN.2' }],
  ])('an id of somebody who hides their number moves by %s', (_by, words, writer) => {
    const system = { type: 'user_changed_user_id', user_id: 'IN.2', ...words };
    expect(parseWebhook(wrap({ type: 'system', from: '', ...writer, system }))).toMatchObject([
      {
        type: 'move',
        from: { address: null, providerUserId: 'IN.1' },
        to: { address: null, providerUserId: 'IN.2' },
        notice: { text: 'Their number changed. WhatsApp does not say to which.' },
      },
    ]);
  });

  test('a new number of which only the id is told is said in the thread', () => {
    const system = { type: 'user_changed_number', user_id: 'IN.2', previous_user_id: 'IN.1' };
    const item = { type: 'system', id: 'wamid.IN9', system };
    const text = 'Their number changed. WhatsApp does not say to which.';
    expect(parseWebhook(wrap(item))).toMatchObject([
      { type: 'move', to: { providerUserId: 'IN.2' }, notice: { text } },
    ]);
  });

  test('a new number comes with new ids, and news of nobody is kept', () => {
    const system = {
      type: 'user_changed_number',
      wa_id: '919812345679',
      user_id: 'IN.2',
      previous_user_id: 'IN.1',
      parent_user_id: 'IN.ENT.2',
      previous_parent_user_id: 'IN.ENT.1',
    };
    expect(parseWebhook(wrap({ type: 'system', system }))).toMatchObject([
      {
        type: 'move',
        from: { address: '919812345670', providerUserId: 'IN.1', parentUserId: 'IN.ENT.1' },
        to: { address: '919812345679', providerUserId: 'IN.2', parentUserId: 'IN.ENT.2' },
      },
    ]);
    const nobody = { type: 'user_changed_user_id', user_id: 'IN.2' };
    expect(parseWebhook(wrap({ type: 'system', from: undefined, system: nobody }))).toMatchObject([
      { type: 'rejected', reason: 'The news does not say whom it is about.' },
    ]);
  });

  test('who hides their number is known by the ids and the username that come along', () => {
    const contact = {
      profile: { name: 'Asha Menon', username: '@asha' },
      user_id: 'IN.1',
      parent_user_id: 'IN.ENT.1',
    };
    const other = { profile: { name: 'Om' }, user_id: 'IN.9', parent_user_id: 'IN.ENT.9' };
    const text = { type: 'text', text: { body: 'Hi' }, from: '', from_parent_user_id: 'IN.ENT.1' };
    expect(parseWebhook(wrap(text, [other, contact]))).toMatchObject([
      {
        from: {
          address: null,
          providerUserId: 'IN.1',
          parentUserId: 'IN.ENT.1',
          profileName: 'Asha Menon',
          username: 'asha',
        },
      },
    ]);
  });

  test.each([
    ['system-identity-changed', 'identity_changed'],
    ['request-welcome', 'conversation_opened'],
    ['disappearing', 'disappearing'],
  ])('%s is a notice that does not open the reply window', async (name, notice) => {
    expect(await only(name)).toMatchObject({
      type: 'message',
      content: { kind: 'notice', notice, text: expect.stringMatching(/\.$/) as string },
      opensReplyWindow: false,
    });
  });

  test('a changed number that is not told is a notice, and a system word we do not know a placeholder', () => {
    const system = (type: string) => parseWebhook(wrap({ type: 'system', system: { type } }));
    expect(system('user_changed_number')).toMatchObject([
      { content: { kind: 'notice', notice: 'number_changed' } },
    ]);
    expect(system('user_grew_wings')).toMatchObject([
      { content: { kind: 'unsupported', reason: 'user_grew_wings' }, opensReplyWindow: false },
    ]);
  });
});

function wrap(part: Record<string, unknown>, contacts?: object[]): unknown {
  const message = { from: '919812345670', id: 'wamid.IN900', timestamp: '1767225600', ...part };
  const metadata = { phone_number_id: CHANNEL };
  const change = { field: 'messages', value: { metadata, contacts, messages: [message] } };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] };
}
