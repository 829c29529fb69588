import type { OutboundContent } from '#server/channels/content.ts';
import { quoting, saying } from '#tests/channels/meta-send.ts';
import type { Send } from '#tests/channels/meta-send.ts';

const interactive = (content: OutboundContent, part: object) =>
  saying(content, 'interactive', part);

const list = interactive(
  {
    kind: 'list',
    header: 'Luxe Salon',
    text: 'What may we do for you?',
    footer: 'Prices include VAT',
    label: 'See services',
    sections: [
      {
        title: 'Hair',
        rows: [
          { id: 'cut', title: 'Haircut', description: '45 minutes, 40 €' },
          { id: 'colour', title: 'Colour', description: '2 hours, 95 €' },
        ],
      },
      {
        title: 'Nails',
        rows: [
          { id: 'manicure', title: 'Manicure', description: '30 minutes, 30 €' },
          { id: 'gel', title: 'Gel', description: '1 hour, 45 €' },
        ],
      },
    ],
  },
  {
    type: 'list',
    header: { type: 'text', text: 'Luxe Salon' },
    body: { text: 'What may we do for you?' },
    footer: { text: 'Prices include VAT' },
    action: {
      button: 'See services',
      sections: [
        {
          title: 'Hair',
          rows: [
            { id: 'cut', title: 'Haircut', description: '45 minutes, 40 €' },
            { id: 'colour', title: 'Colour', description: '2 hours, 95 €' },
          ],
        },
        {
          title: 'Nails',
          rows: [
            { id: 'manicure', title: 'Manicure', description: '30 minutes, 30 €' },
            { id: 'gel', title: 'Gel', description: '1 hour, 45 €' },
          ],
        },
      ],
    },
  },
);

const products: Record<string, Send> = {
  'Send Catalog Message': interactive(
    {
      kind: 'catalog',
      text: 'All bottles we keep in the cellar, delivered tonight.',
      footer: 'Cork & Barrel, over 18 only',
      retailerId: 'rioja-2019',
    },
    {
      type: 'catalog_message',
      body: { text: 'All bottles we keep in the cellar, delivered tonight.' },
      footer: { text: 'Cork & Barrel, over 18 only' },
      action: {
        name: 'catalog_message',
        parameters: { thumbnail_product_retailer_id: 'rioja-2019' },
      },
    },
  ),
  'Send Single Product Message': interactive(
    {
      kind: 'product',
      text: 'This is the one you liked.',
      footer: 'Six bottles left',
      catalogId: '880011223344',
      retailerId: 'rioja-2019',
    },
    {
      type: 'product',
      body: { text: 'This is the one you liked.' },
      footer: { text: 'Six bottles left' },
      action: { catalog_id: '880011223344', product_retailer_id: 'rioja-2019' },
    },
  ),
  'Send Multi-Product Message': interactive(
    {
      kind: 'products',
      header: 'For your dinner',
      text: 'Two reds and two whites that go with fish.',
      footer: 'Cork & Barrel, over 18 only',
      catalogId: '880011223344',
      sections: [
        { title: 'Red', retailerIds: ['rioja-2019', 'gamay-2022'] },
        { title: 'White', retailerIds: ['albarino-2023', 'riesling-2021'] },
      ],
    },
    {
      type: 'product_list',
      header: { type: 'text', text: 'For your dinner' },
      body: { text: 'Two reds and two whites that go with fish.' },
      footer: { text: 'Cork & Barrel, over 18 only' },
      action: {
        catalog_id: '880011223344',
        sections: [
          {
            title: 'Red',
            product_items: [
              { product_retailer_id: 'rioja-2019' },
              { product_retailer_id: 'gamay-2022' },
            ],
          },
          {
            title: 'White',
            product_items: [
              { product_retailer_id: 'albarino-2023' },
              { product_retailer_id: 'riesling-2021' },
            ],
          },
        ],
      },
    },
  ),
};

const orders: Record<string, Send> = {
  'Send Order Details Message': interactive(
    {
      kind: 'order_details',
      picture: { link: 'https://cork-and-barrel.example/box.jpg' },
      text: 'Your box is packed. Pay, and it leaves tonight.',
      footer: 'Cork & Barrel, Mumbai',
      bill: {
        referenceId: 'CB-2026.0311_7',
        goods: 'digital',
        paymentConfiguration: 'cork-till',
        items: [
          {
            retailerId: 'tasting-card',
            name: 'Tasting card',
            quantity: 3,
            price100: 90_000,
            salePrice100: 75_000,
          },
        ],
        tax: { amount100: 13_500, description: 'GST' },
        shipping: { amount100: 5_000, description: 'By bicycle' },
        discount: { amount100: 20_000, description: 'Second visit', program: 'Regulars' },
      },
    },
    {
      type: 'order_details',
      header: { type: 'image', image: { link: 'https://cork-and-barrel.example/box.jpg' } },
      body: { text: 'Your box is packed. Pay, and it leaves tonight.' },
      footer: { text: 'Cork & Barrel, Mumbai' },
      action: {
        name: 'review_and_pay',
        parameters: {
          reference_id: 'CB-2026.0311_7',
          type: 'digital-goods',
          payment_type: 'upi',
          payment_configuration: 'cork-till',
          currency: 'INR',
          total_amount: { value: 223_500, offset: 100 },
          order: {
            status: 'pending',
            items: [
              {
                retailer_id: 'tasting-card',
                name: 'Tasting card',
                amount: { value: 90_000, offset: 100 },
                sale_amount: { value: 75_000, offset: 100 },
                quantity: 3,
              },
            ],
            subtotal: { value: 225_000, offset: 100 },
            tax: { value: 13_500, offset: 100, description: 'GST' },
            shipping: { value: 5_000, offset: 100, description: 'By bicycle' },
            discount: {
              value: 20_000,
              offset: 100,
              description: 'Second visit',
              discount_program_name: 'Regulars',
            },
          },
        },
      },
    },
  ),
  'Send Order Status Message': interactive(
    {
      kind: 'order_status',
      text: 'Your box left the cellar.',
      progress: {
        referenceId: 'CB-2026.0311_7',
        status: 'shipped',
        description: 'Farhan brings it around nine',
      },
    },
    {
      type: 'order_status',
      body: { text: 'Your box left the cellar.' },
      action: {
        name: 'review_order',
        parameters: {
          reference_id: 'CB-2026.0311_7',
          order: { status: 'shipped', description: 'Farhan brings it around nine' },
        },
      },
    },
  ),
};

function flow(
  named: { id: string } | { name: string },
  key: { flow_id: string } | { flow_name: string },
  isDraft: boolean,
): Send {
  return interactive(
    {
      kind: 'flow',
      header: 'Before your first visit',
      text: 'A few questions, so that we know what suits you.',
      footer: 'Luxe Salon',
      label: 'Begin',
      flow: named,
      token: 'visit-4711',
      isDraft,
      start: { screen: 'HAIR', data: { stylist: 'Mara' } },
    },
    {
      type: 'flow',
      header: { type: 'text', text: 'Before your first visit' },
      body: { text: 'A few questions, so that we know what suits you.' },
      footer: { text: 'Luxe Salon' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_token: 'visit-4711',
          ...key,
          flow_cta: 'Begin',
          ...(isDraft && { mode: 'draft' }),
          flow_action: 'navigate',
          flow_action_payload: { screen: 'HAIR', data: { stylist: 'Mara' } },
        },
      },
    },
  );
}

const [byId, byName] = [
  [{ id: '5150220044' }, { flow_id: '5150220044' }],
  [{ name: 'first_visit' }, { flow_name: 'first_visit' }],
] as const;

/** Everything to press. */
export const pressedSends: Record<string, Send> = {
  'Send Reply Button': interactive(
    {
      kind: 'buttons',
      text: 'Shall we keep your chair on Friday?',
      buttons: [
        { id: 'keep-friday', title: 'Yes, please' },
        { id: 'free-friday', title: 'No, thanks' },
      ],
    },
    {
      type: 'button',
      body: { text: 'Shall we keep your chair on Friday?' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'keep-friday', title: 'Yes, please' } },
          { type: 'reply', reply: { id: 'free-friday', title: 'No, thanks' } },
        ],
      },
    },
  ),
  'Send List Message': list,
  'Send Reply to List Message': quoting(list),
  ...products,
  ...orders,
  'Send Published Flow by ID': flow(...byId, false),
  'Send Published Flow by Name': flow(...byName, false),
  'Send Draft Flow by ID': flow(...byId, true),
  'Send Draft Flow by Name': flow(...byName, true),
};
