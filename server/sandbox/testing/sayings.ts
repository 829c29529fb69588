import type { z } from 'zod';

import type { sayBody } from '#server/sandbox/customer-schema.ts';
import { ASHA, NUMBER } from '#server/sandbox/testing/harness.ts';

type SayBody = z.input<typeof sayBody>;

export interface Saying {
  content: SayBody['content'];
  /** What stands in the webhook under the names of the kind. */
  told: Record<string, unknown>;
  /** The name of Meta's schema for it. */
  schema?: string;
}

const file = {
  mime_type: 'image/png',
  sha256: 'Ej1MfvLRYAobOg9q3cYKEPBaNJXJQJ8uy/TMCV0ACms=',
  id: '900000000000001',
};

/** Of every kind that stands alone, one as a customer says it and as the provider tells it. */
export const sayings: Record<string, Saying> = {
  text: {
    content: { type: 'text', text: 'Does it come in another colour?' },
    told: { type: 'text', text: { body: 'Does it come in another colour?' } },
    schema: 'TextMessage_2',
  },
  image: {
    content: { type: 'image', media_id: file.id, caption: 'Like this' },
    told: { type: 'image', image: { caption: 'Like this', ...file } },
    schema: 'ImageMessage_1',
  },
  video: {
    content: { type: 'video', media_id: file.id },
    told: { type: 'video', video: file },
    schema: 'VideoMessage_1',
  },
  'audio file': {
    content: { type: 'audio', media_id: file.id },
    told: { type: 'audio', audio: { ...file, voice: false } },
    schema: 'AudioMessage_1',
  },
  'voice message': {
    content: { type: 'audio', media_id: file.id, voice: true },
    told: { type: 'audio', audio: { ...file, voice: true } },
    schema: 'AudioMessage_1',
  },
  document: {
    content: { type: 'document', media_id: file.id, caption: 'Signed' },
    told: { type: 'document', document: { caption: 'Signed', filename: 'form.png', ...file } },
    schema: 'DocumentMessage_1',
  },
  sticker: {
    content: { type: 'sticker', media_id: file.id, animated: true },
    told: { type: 'sticker', sticker: { ...file, animated: true } },
    schema: 'StickerMessage_1',
  },
  location: {
    content: {
      type: 'location',
      latitude: 19.0596,
      longitude: 72.8295,
      name: 'Bandra station',
      address: 'Station Road, Mumbai',
    },
    told: {
      type: 'location',
      location: {
        latitude: 19.0596,
        longitude: 72.8295,
        name: 'Bandra station',
        address: 'Station Road, Mumbai',
      },
    },
    schema: 'LocationMessage_1',
  },
  contacts: {
    content: {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Rui Costa', first_name: 'Rui' },
          phones: [{ phone: '+351 912 345 678', wa_id: '351912345678', type: 'WORK' }],
        },
      ],
    },
    told: {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Rui Costa', first_name: 'Rui' },
          phones: [{ phone: '+351 912 345 678', wa_id: '351912345678', type: 'WORK' }],
        },
      ],
    },
    schema: 'ContactSharingMessage',
  },
  'Flow answer': {
    content: { type: 'form', answers: { day: 'Saturday' } },
    told: {
      type: 'interactive',
      interactive: {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"day":"Saturday"}' },
      },
    },
  },
  order: {
    content: {
      type: 'order',
      catalog_id: '194836987003835',
      items: [{ product_retailer_id: 'oil', quantity: 2, item_price: 30, currency: 'INR' }],
    },
    told: {
      type: 'order',
      order: {
        catalog_id: '194836987003835',
        text: '',
        product_items: [
          { product_retailer_id: 'oil', quantity: 2, item_price: 30, currency: 'INR' },
        ],
      },
    },
    schema: 'OrderMessage',
  },
  // Meta's schema of it asks of every error for a type, which its own example lacks.
  unsupported: {
    content: { type: 'unsupported' },
    told: {
      type: 'unsupported',
      errors: [
        {
          code: 131051,
          title: 'Message type unknown',
          message: 'Message type unknown',
          error_data: { details: 'Message type is currently not supported.' },
        },
      ],
    },
  },
};

export const referral = {
  source_url: 'https://fb.me/3cr4Wqqkv',
  source_id: '120226305854810726',
  source_type: 'ad',
  headline: 'Chat with us',
  body: 'A cut for the summer',
  media_type: 'image',
  image_url: 'https://example.com/ad.jpg',
  ctwa_clid: 'Aff-click-1',
  welcome_message: { text: 'Hi! How can we help?' },
} as const;

/** What `say` takes, of Asha. */
export function sayingOf(content: SayBody['content'], extra: Partial<SayBody> = {}): SayBody {
  const customer = { wa_id: ASHA, name: 'Asha Menon' };
  return { phone_number_id: NUMBER, customer, content, ...extra };
}

/** A message of the business with two buttons. */
export const buttons = {
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: 'When?' },
    action: {
      buttons: [
        { type: 'reply', reply: { id: 'at-12', title: '12:30 pm' } },
        { type: 'reply', reply: { id: 'at-16', title: '4:00 pm' } },
      ],
    },
  },
};

export const list = {
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'What shall it be?' },
    action: {
      button: 'See all',
      sections: [
        { title: 'Hair', rows: [{ id: 'cut', title: 'Cut', description: 'An hour' }] },
        { title: 'Nails', rows: [{ id: 'gel', title: 'Gel' }] },
      ],
    },
  },
};

export const template = {
  type: 'template',
  template: {
    name: 'spring_offer',
    language: { code: 'en' },
    components: [
      { type: 'body', parameters: [{ type: 'text', text: 'Asha' }] },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: 'CONFIRM-17' }],
      },
    ],
  },
};
