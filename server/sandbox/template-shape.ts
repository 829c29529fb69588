import { z } from 'zod';

const name = { parameter_name: z.string().min(1).optional() };
const file = z
  .looseObject({ id: z.string().min(1).optional(), link: z.string().min(1).optional() })
  .refine(({ id, link }) => (id === undefined) !== (link === undefined), {
    error: 'exactly one of id and link must be given',
  });

const value = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), ...name, text: z.string().min(1).max(32_768) }),
  z.object({
    type: z.literal('currency'),
    ...name,
    currency: z.object({
      fallback_value: z.string().min(1),
      code: z.string().length(3),
      amount_1000: z.number(),
    }),
  }),
  z.object({
    type: z.literal('date_time'),
    ...name,
    date_time: z.looseObject({ fallback_value: z.string().min(1) }),
  }),
  z.object({ type: z.literal('image'), ...name, image: file }),
  z.object({ type: z.literal('video'), ...name, video: file }),
  z.object({ type: z.literal('document'), ...name, document: file }),
  z.object({
    type: z.literal('location'),
    location: z.looseObject({ latitude: z.coerce.number(), longitude: z.coerce.number() }),
  }),
]);

const buttonValue = z.discriminatedUnion('type', [
  z.object({ type: z.literal('payload'), payload: z.string().min(1).max(256) }),
  // One of Meta's own examples has a truth value here.
  z.object({ type: z.literal('text'), text: z.union([z.string().min(1), z.boolean()]) }),
  z.object({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(15) }),
  z.object({ type: z.literal('action'), action: z.looseObject({}) }),
]);

/** What a button of each kind is filled with. */
const fillings = {
  quick_reply: ['payload', 'text'],
  url: ['text'],
  copy_code: ['coupon_code'],
  catalog: ['action'],
  flow: ['action'],
} as const;

const kindOfButton = z
  .string()
  .transform((word) => word.toLowerCase())
  .pipe(z.enum(['quick_reply', 'url', 'copy_code', 'catalog', 'flow']));

const component = z.discriminatedUnion('type', [
  z.object({ type: z.literal(['header', 'HEADER']), parameters: z.array(value).max(1).optional() }),
  z.object({ type: z.literal(['body', 'BODY']), parameters: z.array(value).optional() }),
  z
    .object({
      type: z.literal(['button', 'BUTTON']),
      sub_type: kindOfButton,
      index: z.coerce.number().int().min(0).max(9),
      parameters: z.array(buttonValue).min(1).optional(),
    })
    .refine(
      ({ sub_type: kind, parameters = [] }) =>
        parameters.every(({ type }) => fillings[kind].some((one) => one === type)),
      'its parameters are of another kind of button',
    ),
]);

/** The template object of a message; which template it names, the sandbox does not look at. */
export const template = z.looseObject({
  name: z.string().min(1).max(512),
  language: z.looseObject({ code: z.string().min(2) }),
  components: z.array(component).optional(),
});
