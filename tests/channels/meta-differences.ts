import { shapeOf } from '#tests/channels/meta-mutants.ts';

/** Keys of a form's own, which whoever made it chose. */
const freely = /\.(data|flow_action_data)\.[^.]+( without|: \w+)$/;

interface Difference {
  /** What ours has beside the published one, and what it does without. */
  more: string[];
  less: string[];
}

export function differenceOf(published: unknown, ours: unknown): Difference {
  const [theirShape, ourShape] = [published, ours].map((value) =>
    shapeOf(value).filter((place) => !freely.test(place)),
  ) as [string[], string[]];
  return {
    more: ourShape.filter((place) => !theirShape.includes(place)),
    less: theirShape.filter((place) => !ourShape.includes(place)),
  };
}

interface Named {
  why: string;
  names: string[];
  more?: string[];
  less?: string[];
}

const inParameters = 'template.components[].parameters[]';
const momentParts = ['day_of_month', 'day_of_week', 'hour', 'minute', 'month', 'year'];

const named: Named[] = [
  {
    why: 'Left out of these, though the schema asks for it.',
    names: [
      'Send Contact Message',
      'Send Reply to Contact Message',
      'Send Text Message with Preview URL',
      'Send Flow Template Message',
      'Send Sample Issue Resolution Template',
      'Send Test Message',
    ],
    more: ['recipient_type: string'],
  },
  {
    why: 'The same.',
    names: ['Send Text Message with Preview URL', 'Send Reply to List Message'],
    more: ['type: string'],
  },
  {
    why: 'Of a moment Meta shows the text alone; the rest of it is history.',
    names: [
      'Send Message Template Interactive',
      'Send Message Template Media',
      'Send Message Template Text',
      'Send Sample Shipping Confirmation Template',
      'Send Sample Text Message',
    ],
    less: [
      `${inParameters}.date_time.calendar: string`,
      ...momentParts.map((part) => `${inParameters}.date_time.${part}: number`),
    ],
  },
  {
    why: 'The place of a button is a text in the schema, and in the other examples.',
    names: ['Send Catalog Template Message', 'Send Sample Issue Resolution Template'],
    more: ['template.components[].index: string'],
    less: ['template.components[].index: number'],
  },
  {
    why: 'A quick reply is filled with a truth value there, against its schema; ours has a payload.',
    names: ['Send Sample Issue Resolution Template'],
    more: [`${inParameters}.payload: string`],
    less: [`${inParameters}.text: boolean`, 'template.language.policy: string'],
  },
];

/** In what one of ours is meant to differ from the published one of its name. */
export function expectedDifference(name: string): Difference {
  const its = named.filter(({ names }) => names.includes(name));
  return {
    more: ['biz_opaque_callback_data: string', ...its.flatMap(({ more = [] }) => more)].toSorted(),
    less: its.flatMap(({ less = [] }) => less).toSorted(),
  };
}

/** What Meta's schema lets through and ours does not. */
export const leftOpen: { why: string; places: RegExp }[] = [
  {
    why: 'The file shows the tracking field for calls alone; it is not asked for.',
    places: /^biz_opaque_callback_data without$/,
  },
  {
    why: 'It demands hardly any part of what is said: a text may lack its text.',
    places:
      /^(context\.message_id|text\.\w+|location\.l\w+|reaction\.\w+|contacts\[\]\.(name|name\.\w+|org\.\w+)) without$/,
  },
  {
    why: 'Of a file it knows the id and the link, and not what else there may be.',
    places: /^(image|video|audio|document)\.(caption|filename|voice) mistyped$/,
  },
  {
    why: 'It does not say which parts go with which type of interactive message.',
    places:
      /^interactive\.(body|header|header\.(text|image)|action\.(sections|product_retailer_id)|action\.sections\[\]\.(rows|product_items)) without$/,
  },
  {
    why: 'Where a form begins, and what comes back with it, may be left out.',
    places:
      /^interactive\.action\.parameters\.flow_(token|action|action_payload(\.screen)?) without$/,
  },
  {
    why: 'Links, bills and how far an order has come have no schema, only examples.',
    places:
      /^interactive\.action\.parameters\.(display_text|url|reference_id|type|payment_\w+|currency|total_amount|order)\b/,
  },
  {
    why: 'What fills a template hangs on a discriminator, which says nothing to a validator.',
    places: /^template\.components\[\]\.(parameters|sub_type|index)\b/,
  },
  { why: 'What a form begins with is anything, and so is nothing.', places: freely },
];

export function isLeftOpen(place: string): boolean {
  return leftOpen.some(({ places }) => places.test(place));
}
