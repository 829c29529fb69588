import fc from 'fast-check';

import type { OutboundContent, OutboundFile } from '#server/channels/content.ts';
import type { OutboundMessage } from '#server/channels/types.ts';

/** Words as people write them, of at most so many characters. */
const words = (maxLength: number, minLength = 1) =>
  fc
    .string({ minLength, maxLength, unit: 'grapheme' })
    .filter((text) => text.length <= maxLength && (minLength === 0 || text.trim() !== ''));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const file: fc.Arbitrary<OutboundFile> = fc.oneof(
  fc.record({ providerMediaId: fc.stringMatching(/^\d{5,20}$/), fileName: maybe(words(60)) }),
  fc.record({ link: fc.webUrl(), fileName: maybe(words(60)) }),
);
const frame = { header: maybe(words(60)), footer: maybe(words(60)) };
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  name: maybe(words(100)),
  address: maybe(words(100)),
});

function distinct(count: number, titleLength: number, idLength: number) {
  return fc
    .uniqueArray(words(titleLength), { minLength: 1, maxLength: count })
    .chain((titles) =>
      fc
        .uniqueArray(words(idLength), { minLength: titles.length, maxLength: titles.length })
        .map((ids) => titles.map((title, index) => ({ title, id: ids[index] ?? '' }))),
    );
}

const sections = distinct(10, 24, 200).chain((rows) =>
  fc.record({ at: fc.nat({ max: rows.length - 1 }), title: words(24) }).map(({ at, title }) =>
    at === 0
      ? [{ rows }]
      : [
          { title, rows: rows.slice(0, at) },
          { title: `${title.slice(0, 22)} 2`, rows: rows.slice(at) },
        ],
  ),
);

const parameter = fc.oneof(
  words(60),
  fc.record({
    type: fc.constant('text' as const),
    text: fc.constantFrom("O'Brien", '"<b>"', '💇🏽‍♀️', 'Ana & Bo'),
    name: maybe(fc.constantFrom('first_name', 'date')),
  }),
  fc.record({
    type: fc.constant('currency' as const),
    fallback: words(20),
    code: fc.constantFrom('BRL', 'EUR'),
    amount1000: fc.nat(),
  }),
  fc.record({ type: fc.constant('date_time' as const), fallback: words(20) }),
);
const headerValue = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: words(60) }),
  fc.record({
    type: fc.constantFrom('image' as const, 'video' as const, 'document' as const),
    file,
  }),
  fc.record({ type: fc.constant('location' as const), place }),
);
const button = fc.oneof(
  ...(['url', 'quick_reply', 'copy_code', 'catalog', 'flow'] as const).map((type) =>
    fc.record({ type: fc.constant(type), value: words(15) }),
  ),
);

/** Everything that the adapter can send, one for each kind. */
export const contents: Record<string, fc.Arbitrary<OutboundContent>> = {
  text: fc.record({ kind: fc.constant('text' as const), text: words(4096) }),
  image: fc.record({ kind: fc.constant('image' as const), text: words(1024, 0), file }),
  video: fc.record({ kind: fc.constant('video' as const), text: words(1024, 0), file }),
  document: fc.record({ kind: fc.constant('document' as const), text: words(1024, 0), file }),
  audio: fc.record({
    kind: fc.constant('audio' as const),
    text: fc.constant(''),
    file,
    isVoice: fc.boolean(),
  }),
  sticker: fc.record({ kind: fc.constant('sticker' as const), text: fc.constant(''), file }),
  location: fc.record({ kind: fc.constant('location' as const), place }),
  contacts: fc.record({
    kind: fc.constant('contacts' as const),
    contacts: fc.array(
      fc.record({
        name: words(60),
        phones: fc.array(
          fc.record({
            number: words(20),
            label: maybe(fc.oneof(words(10), fc.constantFrom('work', 'HOME'))),
          }),
          {
            maxLength: 3,
          },
        ),
        emails: fc.array(fc.record({ email: fc.emailAddress() }), { maxLength: 3 }),
        company: maybe(words(60)),
        urls: maybe(fc.array(fc.webUrl(), { maxLength: 2 })),
        addresses: maybe(fc.array(words(60), { maxLength: 2 })),
        birthday: maybe(fc.constant('1990-12-31')),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
  reaction: fc.record({
    kind: fc.constant('reaction' as const),
    providerMessageId: words(60),
    emoji: fc.constantFrom('👍🏽', '❤️', null),
  }),
  buttons: fc.record({
    kind: fc.constant('buttons' as const),
    ...frame,
    text: words(1024),
    buttons: distinct(3, 20, 256),
  }),
  list: fc.record({
    kind: fc.constant('list' as const),
    ...frame,
    text: words(1024),
    label: words(20),
    sections,
  }),
  link: fc.record({
    kind: fc.constant('link' as const),
    ...frame,
    text: words(1024),
    label: words(20),
    url: fc.webUrl(),
  }),
  template: fc.record({
    kind: fc.constant('template' as const),
    name: fc.stringMatching(/^[a-z_]{1,40}$/),
    language: fc.constantFrom('en', 'pt_BR'),
    header: maybe(fc.array(headerValue, { maxLength: 1 })),
    parameters: fc.array(parameter, { maxLength: 5 }),
    buttons: fc
      .array(button, { maxLength: 10 })
      .map((values) => values.map((value, index) => ({ ...value, index }))),
  }),
};

/** Meta's name for the body of each kind. */
export const schemaOf: Record<string, string> = {
  text: 'TextMessage',
  image: 'ImageMessage',
  video: 'VideoMessage',
  document: 'DocumentMessage',
  audio: 'AudioMessage',
  sticker: 'StickerMessage',
  location: 'LocationMessage',
  contacts: 'ContactsMessage',
  reaction: 'ReactionMessage',
  buttons: 'InteractiveMessage',
  list: 'InteractiveMessage',
  link: 'InteractiveMessage',
  template: 'TemplateMessage',
};

/** Messages to one person, some of which quote another. */
export function messagesWith(content: fc.Arbitrary<OutboundContent> | undefined) {
  const message: fc.Arbitrary<OutboundMessage> = fc.record(
    {
      clientReference: fc.uuid(),
      to: fc.record({ address: fc.stringMatching(/^[1-9]\d{6,14}$/) }),
      content: content ?? fc.constant({ kind: 'text', text: 'Hi' } as const),
      quotedProviderMessageId: fc.string({ minLength: 1 }).map((id) => `wamid.${id}`),
    },
    { requiredKeys: ['clientReference', 'to', 'content'] },
  );
  return message;
}
