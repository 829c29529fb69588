import { shapeOf } from '#tests/channels/meta-mutants.ts';

interface Difference {
  /** What ours has beside the published one, and what it does without. */
  more: string[];
  less: string[];
}

export function differenceOf(published: unknown, ours: unknown): Difference {
  const [theirShape, ourShape] = [shapeOf(published), shapeOf(ours)];
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
export const leftOpen: { why: string; places: RegExp }[] = [];

export function isLeftOpen(place: string): boolean {
  return leftOpen.some(({ places }) => places.test(place));
}
