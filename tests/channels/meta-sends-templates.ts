import type { TemplateContent } from '#server/channels/content.ts';
import { saying } from '#tests/channels/meta-send.ts';
import type { Send } from '#tests/channels/meta-send.ts';

function template(content: TemplateContent, components?: object[]): Send {
  const { name, language } = content;
  return saying({ kind: 'template', ...content }, 'template', {
    name,
    language: { code: language },
    ...(components && { components }),
  });
}

const texts = (...words: string[]) => words.map((text) => ({ type: 'text', text }));

/** A name, a price and a day, which is what the published samples fill in. */
const receipt: TemplateContent['parameters'] = [
  "Síle O'Brien",
  { type: 'currency', fallback: '€ 42.50', code: 'EUR', amount1000: 42_500 },
  { type: 'date_time', fallback: '3 July, 10:30' },
];
const receiptBody = {
  type: 'body',
  parameters: [
    { type: 'text', text: "Síle O'Brien" },
    {
      type: 'currency',
      currency: { fallback_value: '€ 42.50', code: 'EUR', amount_1000: 42_500 },
    },
    { type: 'date_time', date_time: { fallback_value: '3 July, 10:30' } },
  ],
};

const chair = 'https://luxe.example/chair.jpg';
const picture: Pick<TemplateContent, 'header'> = {
  header: [{ type: 'image', file: { link: chair } }],
};
const pictureHeader = { type: 'header', parameters: [{ type: 'image', image: { link: chair } }] };

const button = (sub_type: string, index: string, parameter: object) => ({
  type: 'button',
  sub_type,
  index,
  parameters: [parameter],
});

/** Approved templates, with all that may fill them. */
export const templateSends: Record<string, Send> = {
  'Send Test Message': template({ name: 'welcome', language: 'en_GB', parameters: [] }),
  'Send Sample Text Message': template(
    { name: 'visit_paid', language: 'en_GB', parameters: receipt },
    [receiptBody],
  ),
  'Send Sample Shipping Confirmation Template': template(
    { name: 'box_sent', language: 'en_GB', parameters: receipt },
    [receiptBody],
  ),
  'Send Message Template Text': template(
    { name: 'visit_booked', language: 'ga', parameters: receipt },
    [receiptBody],
  ),
  'Send Message Template Media': template(
    { name: 'visit_booked_picture', language: 'ga', ...picture, parameters: receipt },
    [pictureHeader, receiptBody],
  ),
  'Send Message Template Interactive': template(
    {
      name: 'visit_reminder',
      language: 'ga',
      ...picture,
      parameters: receipt,
      buttons: [
        { index: 0, type: 'quick_reply', value: 'keep 4711' },
        { index: 1, type: 'quick_reply', value: 'move 4711' },
      ],
    },
    [
      pictureHeader,
      receiptBody,
      button('quick_reply', '0', { type: 'payload', payload: 'keep 4711' }),
      button('quick_reply', '1', { type: 'payload', payload: 'move 4711' }),
    ],
  ),
  'Send Sample Issue Resolution Template': template(
    {
      name: 'was_it_fine',
      language: 'en_GB',
      parameters: ['*Ms. Ní Bhriain*'],
      buttons: [
        { index: 0, type: 'quick_reply', value: 'true' },
        { index: 1, type: 'quick_reply', value: 'false' },
      ],
    },
    [
      { type: 'body', parameters: texts('*Ms. Ní Bhriain*') },
      button('quick_reply', '0', { type: 'payload', payload: 'true' }),
      button('quick_reply', '1', { type: 'payload', payload: 'false' }),
    ],
  ),
  'Send Catalog Template Message': template(
    {
      name: 'new_bottles',
      language: 'en_GB',
      parameters: ['12', '250', '5'],
      buttons: [{ index: 0, type: 'catalog', value: 'rioja-2019' }],
    },
    [
      { type: 'body', parameters: texts('12', '250', '5') },
      button('catalog', '0', {
        type: 'action',
        action: { thumbnail_product_retailer_id: 'rioja-2019' },
      }),
    ],
  ),
  'Send Flow Template Message': template(
    {
      name: 'first_visit',
      language: 'en_GB',
      parameters: [],
      buttons: [{ index: 0, type: 'flow', value: 'visit-4712', data: { stylist: 'Mara' } }],
    },
    [
      button('flow', '0', {
        type: 'action',
        action: { flow_token: 'visit-4712', flow_action_data: { stylist: 'Mara' } },
      }),
    ],
  ),
};
