import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Record<string, unknown>;

/** Nothing but these, and all of them but for those that are marked. */
function object(required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const text = (maxLength = 65_536): Schema => ({ type: 'string', minLength: 1, maxLength });
const word = (...words: string[]): Schema => ({ enum: words });
const list = (items: Schema, maxItems = 1_000, minItems = 1): Schema => ({
  type: 'array',
  items,
  minItems,
  maxItems,
});
const anyOf = (...schemas: Schema[]): Schema => ({ oneOf: schemas });
const id = text(512);
const data: Schema = { type: 'object', minProperties: 1 };

const webAddress: Schema = { type: 'string', format: 'uri', pattern: '^https?://' };

/** By its id or by its link, never by both. */
const media = (fields: Schema = {}) =>
  anyOf(object({ id }, fields), object({ link: text() }, fields));
const caption = { caption: text(1_024) };

const place = object(
  {
    latitude: { type: 'number', minimum: -90, maximum: 90 },
    longitude: { type: 'number', minimum: -180, maximum: 180 },
  },
  { name: text(), address: text() },
);

const homeOrWork = { type: word('HOME', 'WORK') };
const nameParts = ['first_name', 'middle_name', 'last_name', 'prefix', 'suffix'];
const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text()]));
const card = object(
  {
    name: {
      ...object({ formatted_name: text() }, fields(...nameParts)),
      // A part of the name beside the whole.
      minProperties: 2,
    },
  },
  {
    phones: list(object({ phone: text() }, { ...homeOrWork, wa_id: text() })),
    emails: list(object({ email: { type: 'string', format: 'email' } }, homeOrWork)),
    org: { ...object({}, fields('company', 'department', 'title')), minProperties: 1 },
    urls: list(object({ url: { type: 'string', format: 'uri' } }, homeOrWork)),
    addresses: list(
      object(
        {},
        { ...fields('street', 'city', 'state', 'zip', 'country', 'country_code'), ...homeOrWork },
      ),
    ),
    birthday: { type: 'string', format: 'date' },
  },
);

const body = { body: object({ text: text(1_024) }) };
const footer = { footer: object({ text: text(60) }) };
const textHeader = { header: object({ type: word('text'), text: text(60) }) };

function interactive(type: string, action: Schema, required: Schema = body, optional: Schema = {}) {
  return object({ type: word(type), action, ...required }, { ...footer, ...optional });
}
const named = (name: string, parameters: Schema) => object({ name: word(name), parameters });

const row = object({ id: text(200), title: text(24) }, { description: text(72) });
const section = (key: string, items: Schema) => object({ [key]: items }, { title: text(24) });
const productItems = list(object({ product_retailer_id: id }), 30);

const flow = { flow_message_version: word('3'), flow_cta: text(20), flow_token: id };
const start = anyOf(
  object({
    flow_action: word('navigate'),
    flow_action_payload: object({ screen: id }, { data }),
  }),
  object({ flow_action: word('data_exchange') }),
);
/** Its parts in all their combinations: by id or name, and where it begins. */
const flows = ['flow_id', 'flow_name'].flatMap((key) =>
  (start.oneOf as { properties: Schema }[]).map(({ properties }) =>
    object({ ...flow, [key]: id, ...properties }, { mode: word('draft', 'published') }),
  ),
);

const whole = { type: 'integer', minimum: 0 };
const money = { value: whole, offset: { const: 100 } };
const described = { description: text(60) };
const item = object(
  {
    retailer_id: id,
    name: text(60),
    amount: object(money),
    quantity: { type: 'integer', minimum: 1 },
  },
  { sale_amount: object(money) },
);
const reference_id = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,35}$' };
const bill = object({
  reference_id,
  type: word('digital-goods', 'physical-goods'),
  payment_type: word('upi'),
  payment_configuration: text(60),
  currency: word('INR'),
  total_amount: object(money),
  order: object(
    {
      status: word('pending'),
      items: list(item),
      subtotal: object(money),
      tax: object(money, described),
    },
    {
      shipping: object(money, described),
      discount: object(money, { ...described, discount_program_name: text(60) }),
    },
  ),
});
const standings = [
  'pending',
  'processing',
  'partially_shipped',
  'shipped',
  'completed',
  'canceled',
];
const progress = object({
  reference_id,
  order: object({ status: word(...standings) }, { description: text(120) }),
});

const interactives: Schema[] = [
  interactive(
    'button',
    object({
      buttons: list(
        object({ type: word('reply'), reply: object({ id: text(256), title: text(20) }) }),
        3,
      ),
    }),
    body,
    textHeader,
  ),
  interactive(
    'list',
    object({ button: text(20), sections: list(section('rows', list(row, 10)), 10) }),
    { body: object({ text: text(4_096) }) },
    textHeader,
  ),
  interactive(
    'cta_url',
    named('cta_url', object({ display_text: text(20), url: webAddress })),
    body,
    textHeader,
  ),
  interactive('flow', named('flow', anyOf(...flows)), body, textHeader),
  interactive(
    'catalog_message',
    named('catalog_message', object({ thumbnail_product_retailer_id: id })),
  ),
  interactive('product', object({ catalog_id: id, product_retailer_id: id }), {}, body),
  interactive(
    'product_list',
    object({ catalog_id: id, sections: list(section('product_items', productItems), 10) }),
    { ...body, ...textHeader },
  ),
  interactive('order_details', named('review_and_pay', bill), body, {
    header: object({ type: word('image'), image: media() }),
  }),
  interactive('order_status', named('review_order', progress)),
];

const parameterName = { parameter_name: text(100) };
const parameter = (type: string, part: Schema, optional: Schema = parameterName) =>
  object({ type: word(type), [type]: part }, optional);
const textParameter = parameter('text', text(32_768));
const headerParameters = [
  textParameter,
  parameter('image', media()),
  parameter('video', media()),
  parameter('document', media({ filename: text(240) })),
  parameter('location', place, {}),
];
const bodyParameters = [
  textParameter,
  parameter(
    'currency',
    object({
      fallback_value: text(),
      code: { type: 'string', pattern: '^[A-Z]{3}$' },
      amount_1000: { type: 'integer' },
    }),
  ),
  parameter('date_time', object({ fallback_value: text() })),
];

const buttonFillings: [kind: string, filling: Schema][] = [
  ['quick_reply', parameter('payload', text(128), {})],
  ['url', parameter('text', text(2_000), {})],
  ['copy_code', parameter('coupon_code', text(15), {})],
  ['catalog', parameter('action', object({ thumbnail_product_retailer_id: id }), {})],
  ['flow', parameter('action', object({ flow_token: id }, { flow_action_data: data }), {})],
];
const components = [
  object({ type: word('header'), parameters: list(anyOf(...headerParameters), 1) }),
  object({ type: word('body'), parameters: list(anyOf(...bodyParameters), 50) }),
  ...buttonFillings.map(([kind, filling]) =>
    object({
      type: word('button'),
      sub_type: word(kind),
      index: { type: 'string', pattern: '^[0-9]$' },
      parameters: list(filling, 1),
    }),
  ),
];
const template = object(
  { name: text(512), language: object({ code: text(20) }) },
  { components: list(anyOf(...components)) },
);

const contents: Record<string, Schema> = {
  text: object({ body: text(4_096), preview_url: { type: 'boolean' } }),
  image: media(caption),
  video: media(caption),
  audio: media({ voice: { const: true } }),
  document: media({ ...caption, filename: text(240) }),
  sticker: media(),
  location: place,
  contacts: list(card, 5),
  reaction: object({ message_id: id, emoji: { type: 'string', maxLength: 64 } }),
  interactive: anyOf(...interactives),
  template,
};

const address = { type: 'string', pattern: '^[1-9][0-9]{6,14}$' };
const message = (type: string, part: Schema, person: Schema): Schema =>
  object(
    {
      messaging_product: word('whatsapp'),
      recipient_type: word('individual'),
      ...person,
      type: word(type),
      [type]: part,
      biz_opaque_callback_data: text(512),
    },
    { context: object({ message_id: id }) },
  );

/**
 * The bodies of POST /messages that we send, from the published rules: what must be there, what may
 * be, how long it is, and nothing else. It knows nothing of the code that builds them.
 */
const sendSchema: Schema = anyOf(
  ...Object.entries(contents).flatMap(([type, part]) => [
    message(type, part, { to: address }),
    message(type, part, { recipient: id }),
  ]),
  object(
    { messaging_product: word('whatsapp'), status: word('read'), message_id: id },
    { typing_indicator: object({ type: word('text') }) },
  ),
);

export function compileSendSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(sendSchema);
}
