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

/** A blank of a template holds one line without a wide gap. */
const lines = (maxLength: number) => words(maxLength).filter((text) => !/[\n\t]| {5,}/.test(text));
const parameter = fc.oneof(
  lines(60),
  fc.record({
    type: fc.constant('text' as const),
    text: fc.constantFrom("O'Brien", '"<b>"', '💇🏽‍♀️', 'Ana & Bo'),
    name: maybe(fc.constantFrom('first_name', 'date')),
  }),
  fc.record({
    type: fc.constant('currency' as const),
    fallback: lines(20),
    code: fc.constantFrom('BRL', 'EUR'),
    amount1000: fc.nat(),
  }),
  fc.record({ type: fc.constant('date_time' as const), fallback: lines(20) }),
);
const headerValue = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: lines(60) }),
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

const label = maybe(fc.oneof(words(10), fc.constantFrom('work', 'HOME')));

const productSections = fc
  .array(
    fc.record({
      title: words(24),
      retailerIds: fc.array(words(20), { minLength: 1, maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((all) => (all.length === 1 ? all.map(({ retailerIds }) => ({ retailerIds })) : all));

const referenceId = fc.stringMatching(/^[\w.-]{1,35}$/);
const amount = fc.integer({ min: 1, max: 10_000_000 });
const charge = fc.record({ amount100: amount, description: maybe(words(60)) });
const billItem = fc
  .record({ retailerId: words(20), name: words(60), quantity: fc.integer({ min: 1, max: 9 }) })
  .chain((item) =>
    fc.record({
      ...constants(item),
      price100: fc.integer({ min: 1_000, max: 10_000_000 }),
      salePrice100: maybe(fc.integer({ min: 1, max: 1_000 })),
    }),
  );

function constants<T extends object>(values: T) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, fc.constant(value as unknown)]),
  ) as { [Key in keyof T]: fc.Arbitrary<T[Key]> };
}

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
        nameParts: maybe(fc.record({ first: maybe(words(30)), last: maybe(words(30)) })),
        phones: fc.array(fc.record({ number: words(20), label }), { maxLength: 3 }),
        emails: fc.array(fc.record({ email: fc.emailAddress() }), { maxLength: 3 }),
        company: maybe(words(60)),
        department: maybe(words(60)),
        urls: maybe(fc.array(fc.record({ url: fc.webUrl(), label }), { maxLength: 2 })),
        addresses: maybe(
          fc.array(fc.record({ street: maybe(words(60)), zip: maybe(words(9)), label }), {
            maxLength: 2,
          }),
        ),
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
  flow: fc.record({
    kind: fc.constant('flow' as const),
    ...frame,
    text: words(1024),
    label: fc.stringMatching(/^[A-Za-z]{1,20}$/),
    flow: fc.oneof(fc.record({ id: words(20) }), fc.record({ name: words(20) })),
    token: words(60),
    isDraft: maybe(fc.boolean()),
    start: maybe(
      fc.record({
        screen: fc.stringMatching(/^[A-Z_]{1,20}$/),
        data: maybe(fc.dictionary(words(10), fc.jsonValue(), { minKeys: 1, maxKeys: 3 })),
      }),
    ),
  }),
  catalog: fc.record({
    kind: fc.constant('catalog' as const),
    text: words(1024),
    footer: maybe(words(60)),
    retailerId: words(20),
  }),
  product: fc.record({
    kind: fc.constant('product' as const),
    text: maybe(words(1024)),
    footer: maybe(words(60)),
    catalogId: words(20),
    retailerId: words(20),
  }),
  products: fc.record({
    kind: fc.constant('products' as const),
    header: words(60),
    text: words(1024),
    footer: maybe(words(60)),
    catalogId: words(20),
    sections: productSections,
  }),
  order_details: fc.record({
    kind: fc.constant('order_details' as const),
    picture: maybe(file),
    text: words(1024),
    footer: maybe(words(60)),
    bill: fc.record({
      referenceId,
      goods: fc.constantFrom('digital' as const, 'physical' as const),
      paymentConfiguration: words(60),
      items: fc.array(billItem, { minLength: 1, maxLength: 4 }),
      tax: charge,
      shipping: maybe(charge),
      discount: fc.constantFrom(undefined, { amount100: 1, program: 'Regulars' }),
    }),
  }),
  order_status: fc.record({
    kind: fc.constant('order_status' as const),
    text: words(1024),
    footer: maybe(words(60)),
    progress: fc.record({
      referenceId,
      status: fc.constantFrom('pending' as const, 'shipped' as const, 'canceled' as const),
      description: maybe(words(120)),
    }),
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
  flow: 'InteractiveMessage',
  catalog: 'InteractiveMessage',
  product: 'InteractiveMessage',
  products: 'InteractiveMessage',
  order_details: 'InteractiveMessage',
  order_status: 'InteractiveMessage',
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
