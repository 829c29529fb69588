import { describe, expect, test } from 'vitest';

import { accountsIn, parseWebhook } from '#server/channels/instagram/parse-webhook.ts';
import batch from '#server/channels/instagram/payloads/batch.json' with { type: 'json' };
import examples from '#server/channels/instagram/payloads/examples.json' with { type: 'json' };

const ACCOUNT = '17841400000000001';
const asha = { address: '1234567890123456' };
const occurredAt = new Date(1772445600123);
const cdn = 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1';

/** The one event of an example, without the provider's own item. */
function read(name: keyof typeof examples): unknown {
  const events = parseWebhook(examples[name]);
  expect(events).toHaveLength(1);
  return events.map(({ raw: _raw, ...event }) => event)[0];
}

const contentOf = (name: keyof typeof examples) => (read(name) as { content: unknown }).content;

describe('messages', () => {
  test('a text carries its writer by scoped id, and the provider’s own time in milliseconds', () => {
    expect(read('text')).toEqual({
      type: 'message',
      externalChannelId: ACCOUNT,
      providerMessageId: 'mid.text',
      from: asha,
      occurredAt,
      content: { kind: 'text', text: 'Is 5 pm free? 😊' },
      opensReplyWindow: true,
    });
  });

  test.each([
    ['image', 'image'],
    ['video', 'video'],
    ['audio', 'audio'],
    ['file', 'document'],
  ] as const)('an attachment of the type %s is a file at its address', (name, kind) => {
    expect(contentOf(name)).toEqual({ kind, text: '', files: [{ kind, url: cdn }] });
  });

  test('several files of one message stay together, with the words beside them', () => {
    expect(contentOf('two_images')).toEqual({
      kind: 'image',
      text: 'Before and after',
      files: [
        { kind: 'image', url: cdn },
        { kind: 'image', url: `${cdn}2` },
      ],
    });
  });

  test('a shared post that comes in two forms is one share, in the form that says more', () => {
    const files = [{ kind: 'image', url: cdn }];
    expect(contentOf('share')).toEqual({
      kind: 'share',
      text: '',
      share: { from: 'post', url: cdn },
      files,
    });
    expect(contentOf('ig_post')).toEqual({
      kind: 'share',
      text: '',
      share: { from: 'post', id: '18139494541428835', title: 'Spring cuts', url: cdn },
      files,
    });
  });

  test('a reel and a story are shares; a page of the app is a link and no file', () => {
    expect(contentOf('ig_reel')).toMatchObject({
      share: { from: 'reel', id: '18100000000000001', title: 'A bob in a minute' },
      files: [{ kind: 'video' }],
    });
    expect(contentOf('ig_story')).toMatchObject({
      share: { from: 'story', id: '18200000000000001', url: cdn },
    });
    expect(contentOf('reel_page')).toMatchObject({
      share: { from: 'reel', url: 'https://www.instagram.com/reel/C1/' },
      files: [],
    });
    expect(contentOf('fallback')).toMatchObject({
      text: 'See https://luxe.example',
      share: { from: 'link', title: 'Luxe Salon' },
      files: [],
    });
    expect(contentOf('product')).toMatchObject({
      share: { from: 'product', id: '990', title: 'Argan oil' },
    });
  });

  test('a story that mentions us, and words about a story of ours', () => {
    expect(contentOf('story_mention')).toEqual({
      kind: 'story',
      text: '',
      story: { url: cdn },
      files: [{ kind: 'image', url: cdn }],
    });
    expect(read('story_reply')).toMatchObject({
      content: { kind: 'text', text: 'Love this colour' },
      context: { story: { id: '17900000000000001', url: cdn } },
    });
  });

  test('a reply names the message it quotes', () => {
    expect(read('inline_reply')).toMatchObject({ quotedProviderMessageId: 'mid.earlier' });
  });

  test('a like is a heart, and what cannot be shown says so', () => {
    expect(contentOf('like')).toEqual({ kind: 'text', text: '❤️' });
    expect(contentOf('ephemeral')).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringContaining('seen once') as string,
    });
    expect(contentOf('unsupported')).toEqual({ kind: 'unsupported', reason: 'unsupported' });
  });

  test.each([
    [{ mid: 'm' }, 'empty'],
    [{ mid: 'm', attachments: [{ type: 'hologram', payload: {} }] }, 'hologram'],
    [{ mid: 'm', attachments: [{ type: 'image', payload: {} }] }, 'image'],
    [{ mid: 'm', attachments: [{ type: 'constructor' }] }, 'constructor'],
    [{ mid: 'm', attachments: 'x' }, 'unknown'],
  ])('a message that holds nothing readable leaves a placeholder (%j)', (message, reason) => {
    expect(oneOf({ message })).toMatchObject({ content: { kind: 'unsupported', reason } });
  });

  test('an id that was written as too long a number is none: it would be another’s', () => {
    const payload = { url: cdn, reel_video_id: 2 ** 60 };
    const message = { mid: 'm', attachments: [{ type: 'reel', payload }] };
    expect(oneOf({ message })).toMatchObject({ content: { share: { from: 'reel', url: cdn } } });
    expect(JSON.stringify((oneOf({ message }) as { content: unknown }).content)).not.toContain(
      '"id"',
    );
    const referral = { source: 'ADS', ad_id: 2 ** 60 };
    expect(oneOf({ message: { mid: 'm', text: 'Hi', referral } })).toMatchObject({
      context: { referral: { from: 'ad' } },
    });
  });

  test('what is a page of an app is a link and no file', () => {
    const hosts = ['instagram.com', 'www.instagram.com', 'www.facebook.com', 'notfacebook.com'];
    const files = hosts.map((host) => {
      const payload = { url: `https://${host}/reel/1` };
      const message = { mid: 'm', attachments: [{ type: 'reel', payload }] };
      return (oneOf({ message }) as { content: { files: unknown[] } }).content.files.length;
    });
    expect(files).toEqual([0, 0, 0, 1]);
  });

  test('a choice keeps the id of what was picked', () => {
    expect(contentOf('quick_reply')).toEqual({
      kind: 'choice',
      text: 'Saturday',
      choice: { from: 'quick_reply', id: 'DAY_SAT' },
    });
    expect(read('postback')).toMatchObject({
      type: 'message',
      providerMessageId: 'mid.postback',
      content: { kind: 'choice', text: 'Opening hours', choice: { from: 'postback', id: 'HOURS' } },
      opensReplyWindow: true,
    });
  });

  test('a postback without an id gets the same one whenever it comes, and no other press has it', () => {
    const id = (part: Record<string, unknown>, timestamp?: number) =>
      (oneOf(part, timestamp) as { providerMessageId: string }).providerMessageId;
    const postback = { title: 'Opening hours', payload: 'HOURS' };
    expect(id({ postback })).toBe(id({ postback }));
    expect(id({ postback })).toMatch(/^postback\./);
    expect(id({ postback }, 1772445600124)).not.toBe(id({ postback }));
    expect(id({ postback: { ...postback, payload: 'OTHER' } })).not.toBe(id({ postback }));
  });

  test('an ad, a link and a product asked about are how the message came', () => {
    expect(read('ad')).toMatchObject({
      context: {
        referral: {
          from: 'ad',
          adId: '6045246247433',
          reference: 'spring',
          headline: 'Spring offer',
          imageUrl: cdn,
          videoUrl: `${cdn}3`,
        },
      },
    });
    expect(read('product_question')).toMatchObject({ context: { product: { retailerId: '990' } } });
    expect(read('referral')).toEqual({
      type: 'referral',
      externalChannelId: ACCOUNT,
      from: asha,
      referral: { from: 'link', reference: 'window-sticker' },
      occurredAt,
    });
  });
});

describe('what is no message of theirs', () => {
  test('an unsent message and an edited one are revisions of it', () => {
    const of = { type: 'revision', externalChannelId: ACCOUNT, providerMessageId: 'mid.text' };
    expect(read('deleted')).toEqual({ ...of, content: null, occurredAt });
    const content = { kind: 'text', text: 'Is 6 pm free?' };
    expect(read('edited')).toEqual({ ...of, content, occurredAt });
  });

  test('an edit that does not say to what is let be', () => {
    const part = { message_edit: { mid: 'm', num_edit: 0 } };
    expect(oneOf(part)).toMatchObject({ type: 'ignored' });
  });

  test('an echo is what the business wrote, to whom', () => {
    expect(read('echo')).toEqual({
      type: 'echo',
      externalChannelId: ACCOUNT,
      providerMessageId: 'mid.echo',
      to: asha,
      occurredAt,
      content: { kind: 'text', text: 'Yes, come by!' },
    });
  });

  test('reactions come with their emoji, by name where it has none, and go with null', () => {
    const of = { type: 'reaction', providerMessageId: 'mid.echo', side: 'contact', person: asha };
    expect(read('react')).toMatchObject({ ...of, emoji: '❤' });
    expect(read('react_named')).toMatchObject({ ...of, emoji: '😮' });
    expect(read('unreact')).toMatchObject({ ...of, emoji: null });
    const nameless = { reaction: { mid: 'm', action: 'react', reaction: 'other' } };
    expect(oneOf(nameless)).toMatchObject({ type: 'rejected' });
  });

  test('a read is a watermark up to its message', () => {
    expect(read('read')).toMatchObject({
      type: 'watermark',
      from: asha,
      providerMessageId: 'mid.echo',
      occurredAt,
    });
  });

  test('what another app is in charge of is heard all the same', () => {
    expect(read('standby')).toMatchObject({ type: 'message', content: { text: 'Hello?' } });
  });

  test('the dashboard’s test and comments are understood and let be', () => {
    expect(read('dashboard_test')).toMatchObject({
      type: 'ignored',
      reason: 'This is a test from Meta’s dashboard.',
    });
    expect(read('comment')).toMatchObject({
      type: 'ignored',
      reason: 'Changes of the field “comments” are not used.',
    });
  });

  test('a real item under the name of its field is read as the item it is', () => {
    const value = examples.text.entry[0]?.messaging[0];
    const body = {
      object: 'instagram',
      entry: [{ id: ACCOUNT, changes: [{ field: 'messages', value }] }],
    };
    expect(parseWebhook(body)).toMatchObject([{ type: 'message', providerMessageId: 'mid.text' }]);
  });
});

describe('batches', () => {
  test('each item is read by its own key, whatever came before it, and broken ones stand alone', () => {
    expect(
      parseWebhook(batch).map((event) => [
        event.externalChannelId?.at(-1),
        event.type,
        'reason' in event ? event.reason : 'providerMessageId' in event && event.providerMessageId,
      ]),
    ).toEqual([
      ['1', 'message', 'm1'],
      ['1', 'watermark', 'm0'],
      ['1', 'rejected', 'The message’s mid is missing.'],
      ['1', 'message', 'm2'],
      ['1', 'reaction', 'm0'],
      ['2', 'rejected', 'The item is not an object.'],
      ['2', 'echo', 'm3'],
      ['2', 'message', 'm4'],
      ['2', 'ignored', 'Items with “optin” are not used.'],
      ['1', 'message', 'm5'],
    ]);
  });

  test('each message is of its own writer', () => {
    const events = parseWebhook(batch);
    const writers = events.flatMap((event) =>
      event.type === 'message' ? [event.from.address] : [],
    );
    expect(writers).toEqual([asha.address, '9999999999999999', asha.address, asha.address]);
  });

  test('the accounts of a delivery are those of its entries, each once', () => {
    expect(accountsIn(batch)).toEqual([ACCOUNT, '17841400000000002']);
  });

  test('a NUL and half a surrogate pair do not reach the database', () => {
    const event = oneOf({ message: { mid: 'm', text: 'a\u0000b\ud83d' } });
    expect(event).toMatchObject({ content: { text: 'ab\ufffd' } });
    expect(JSON.stringify(event)).not.toContain('\\u0000');
  });

  test.each([
    [{ timestamp: 'yesterday' }, 'The item’s timestamp is missing or not valid.'],
    [{ timestamp: undefined }, 'The item’s timestamp is missing or not valid.'],
    [{ timestamp: 9e15 }, 'The item’s timestamp is missing or not valid.'],
    [{ sender: undefined }, 'The item does not say whose it is.'],
    [{ sender: { id: '' } }, 'The item does not say whose it is.'],
    [{ message: [] }, 'The item’s message is not an object.'],
  ])('an item with %j is rejected with its reason', (spoiled, reason) => {
    const raw = { ...itemOf({ message: { mid: 'm', text: 'Hi' } }), ...spoiled };
    expect(parseWebhook(deliveryOf(raw))).toMatchObject([{ type: 'rejected', reason }]);
  });
});

const itemOf = (part: Record<string, unknown>, timestamp = 1772445600123) => ({
  sender: { id: asha.address },
  recipient: { id: ACCOUNT },
  timestamp,
  ...part,
});

const deliveryOf = (item: unknown) => ({
  object: 'instagram',
  entry: [{ id: ACCOUNT, time: 1772445600123, messaging: [item] }],
});

function oneOf(part: Record<string, unknown>, timestamp?: number): unknown {
  return parseWebhook(deliveryOf(itemOf(part, timestamp)))[0];
}
