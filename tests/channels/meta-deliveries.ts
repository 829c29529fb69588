import type { InboundEvent } from '#server/channels/events.ts';

const phone_number_id = '200100300400500';
const externalChannelId = phone_number_id;
const metadata = { display_phone_number: '35315550100', phone_number_id };
const contacts = [{ profile: { name: 'Niamh Walsh' }, wa_id: '353871234567' }];
const from = { address: '353871234567', profileName: 'Niamh Walsh' };
const id = 'wamid.IN-4711';
const timestamp = '1773480600';
const occurredAt = new Date('2026-03-14T09:30:00Z');
const said = { from: '353871234567', id, timestamp };
const answering = { from: '35315550100', id: 'wamid.OUT-0815' };

type Read = InboundEvent extends infer Event
  ? Event extends InboundEvent
    ? Omit<Event, 'raw'>
    : never
  : never;

interface Delivery {
  body: unknown;
  /** What it is read as, but for the item itself. */
  events: Read[];
}

function delivery(field: string, value: object): unknown {
  const change = { value: { messaging_product: 'whatsapp', metadata, ...value }, field };
  const entry = { id: '300200100', changes: [change] };
  return { object: 'whatsapp_business_account', entry: [entry] };
}

type Message = Extract<Read, { type: 'message' }>;

/** An utterance of Niamh's, and what it is read as. */
function message(part: object, read: Pick<Message, 'content'> & Partial<Message>): Delivery {
  return {
    body: delivery('messages', { contacts, messages: [{ ...said, ...part }] }),
    events: [
      {
        type: 'message',
        externalChannelId,
        providerMessageId: id,
        from,
        occurredAt,
        opensReplyWindow: true,
        ...read,
      },
    ],
  };
}

const quotedProviderMessageId = answering.id;
const group = { timestamp, group_id: 'R3JvdXAgb2YgZm91cg', request_id: '9F1C2B3A' };
const members = [
  { input: 353871234567, wa_id: 353871234567 },
  { input: 353871234568, wa_id: 353871234568 },
];

/** About groups, which are not read: each is told apart by its field. */
function groupUpdate(field: string, change: object): Delivery {
  const reason = `Changes of the field “${field}” are not used.`;
  return {
    body: delivery(field, { groups: [{ ...group, ...change }] }),
    events: [{ type: 'ignored', reason }],
  };
}

/** Ours in the place of each delivery that Meta's file publishes: the same name and the same shape. */
export const deliveries: Record<string, Delivery> = {
  'Text Message': message(
    { type: 'text', text: { body: 'Have you a mat for me at six?' } },
    { content: { kind: 'text', text: 'Have you a mat for me at six?' } },
  ),
  'Text Message with Context (Product Inquiry)': message(
    {
      context: {
        ...answering,
        referred_product: { catalog_id: '880011223344', product_retailer_id: 'rioja-2019' },
      },
      text: { body: 'Do you still have this one?' },
      type: 'text',
    },
    {
      content: { kind: 'text', text: 'Do you still have this one?' },
      context: { product: { catalogId: '880011223344', retailerId: 'rioja-2019' } },
      quotedProviderMessageId,
    },
  ),
  'Text Message from Click to WhatsApp Ad': message(
    {
      referral: {
        source_url: 'https://fb.example/spring-row',
        source_id: '6100200300',
        source_type: 'ad',
        body: 'A month of rowing for the price of a week',
        headline: 'Write to us',
        media_type: 'image',
        image_url: 'https://pictures.example/rowing.jpg',
        ctwa_clid: 'Click-77_x0',
        welcome_message: { text: 'Hello! Ask us anything.' },
      },
      text: { body: 'What does the month cost?' },
      type: 'text',
    },
    {
      content: { kind: 'text', text: 'What does the month cost?' },
      context: {
        referral: {
          from: 'ad',
          adId: '6100200300',
          clickId: 'Click-77_x0',
          url: 'https://fb.example/spring-row',
          headline: 'Write to us',
          body: 'A month of rowing for the price of a week',
          imageUrl: 'https://pictures.example/rowing.jpg',
        },
      },
    },
  ),
  'Reaction Message': {
    body: delivery('messages', {
      contacts,
      messages: [
        { ...said, type: 'reaction', reaction: { message_id: answering.id, emoji: '💪' } },
      ],
    }),
    events: [
      {
        type: 'reaction',
        externalChannelId,
        providerMessageId: answering.id,
        side: 'contact',
        person: from,
        emoji: '💪',
        occurredAt,
      },
    ],
  },
  'Image Message': message(
    {
      type: 'image',
      image: {
        caption: 'This colour, please',
        mime_type: 'image/jpeg',
        sha256: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
        id: '91020304',
      },
    },
    {
      content: {
        kind: 'image',
        text: 'This colour, please',
        files: [
          {
            kind: 'image',
            providerMediaId: '91020304',
            mimeType: 'image/jpeg',
            sha256: 'abcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890',
          },
        ],
      },
    },
  ),
  'Location Message': message(
    {
      location: {
        address: '4 Quay Lane, Dublin',
        latitude: 53.3438,
        longitude: -6.2546,
        name: 'The bus stop',
        url: 'https://stops.example/4711',
      },
      type: 'location',
    },
    {
      content: {
        kind: 'location',
        text: 'The bus stop, 4 Quay Lane, Dublin',
        place: {
          latitude: 53.3438,
          longitude: -6.2546,
          name: 'The bus stop',
          address: '4 Quay Lane, Dublin',
          url: 'https://stops.example/4711',
        },
      },
    },
  ),
  'Contact Sharing Message': message(
    {
      type: 'contacts',
      contacts: [
        {
          name: { first_name: 'Róisín', last_name: 'Kelly', formatted_name: 'Róisín Kelly' },
          org: { company: 'Harbour Gym' },
          phones: [{ phone: '+353 87 555 0145', wa_id: '353875550145', type: 'WORK' }],
        },
      ],
    },
    {
      content: {
        kind: 'contacts',
        text: 'Róisín Kelly',
        contacts: [
          {
            name: 'Róisín Kelly',
            nameParts: { first: 'Róisín', last: 'Kelly' },
            phones: [{ number: '+353 87 555 0145', label: 'WORK', address: '353875550145' }],
            emails: [],
            company: 'Harbour Gym',
          },
        ],
      },
    },
  ),
  'Unsupported Message': message(
    {
      errors: [
        {
          code: 131051,
          title: 'Unknown kind',
          message: 'Unknown kind',
          error_data: { details: 'This kind cannot be shown.' },
        },
      ],
      type: 'unsupported',
    },
    { content: { kind: 'unsupported', reason: 'unsupported' } },
  ),
  'Button Message': message(
    { context: answering, type: 'button', button: { payload: 'stop-offers', text: 'No offers' } },
    {
      content: {
        kind: 'choice',
        text: 'No offers',
        choice: { from: 'template', id: 'stop-offers' },
      },
      quotedProviderMessageId,
    },
  ),
  'Interactive List Reply Message': message(
    {
      context: answering,
      type: 'interactive',
      interactive: {
        type: 'list_reply',
        list_reply: { id: 'colour', title: 'Colour', description: '2 hours, 95 €' },
      },
    },
    {
      content: {
        kind: 'choice',
        text: 'Colour',
        choice: { from: 'list', id: 'colour', description: '2 hours, 95 €' },
      },
      quotedProviderMessageId,
    },
  ),
  'Interactive Button Reply Message': message(
    {
      context: answering,
      type: 'interactive',
      interactive: {
        type: 'button_reply',
        button_reply: { id: 'keep-friday', title: 'Yes, please' },
      },
    },
    {
      content: {
        kind: 'choice',
        text: 'Yes, please',
        choice: { from: 'button', id: 'keep-friday' },
      },
      quotedProviderMessageId,
    },
  ),
  'Order Message': message(
    {
      type: 'order',
      order: {
        catalog_id: '880011223344',
        text: '',
        product_items: [
          {
            product_retailer_id: 'rioja-2019',
            quantity: 2,
            item_price: 1450,
            currency: 'INR',
          },
          {
            product_retailer_id: 'gamay-2022',
            quantity: 1,
            item_price: 1200,
            currency: 'INR',
          },
        ],
      },
    },
    {
      content: {
        kind: 'order',
        text: 'Ordered 3 items.',
        order: {
          catalogId: '880011223344',
          items: [
            { retailerId: 'rioja-2019', quantity: 2, price: 1450, currency: 'INR' },
            { retailerId: 'gamay-2022', quantity: 1, price: 1200, currency: 'INR' },
          ],
        },
      },
    },
  ),
  'System Message': {
    body: delivery('messages', {
      messages: [
        {
          ...said,
          system: {
            body: 'Niamh Walsh moved from 353871234567 to 353861112223',
            wa_id: '353861112223',
            type: 'user_changed_number',
          },
          type: 'system',
        },
      ],
    }),
    events: [
      {
        type: 'move',
        externalChannelId,
        from: { address: '353871234567' },
        to: { address: '353861112223' },
        notice: {
          providerMessageId: id,
          text: 'Their number changed to +353 86 111 2223.',
        },
        occurredAt,
      },
    ],
  },
  'Group Create Message': groupUpdate('group_lifecycle_update', {
    type: 'group_create',
    subject: 'Early rowers',
    description: 'Six in the morning',
    added_participants: members,
  }),
  'Group Settings Update': groupUpdate('group_settings_update', {
    type: 'group_settings_update',
    profile_picture: {
      mime_type: 'image/jpeg',
      sha256: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
    },
  }),
  'Group Remove Participants': groupUpdate('group_participants_update', {
    type: 'group_create',
    removed_participants: members,
  }),
};
