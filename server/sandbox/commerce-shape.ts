import { z } from 'zod';

const words = (mostLength: number) => z.string().min(1).max(mostLength);
const body = z.object({ text: words(1_024) });
const footer = z.object({ text: words(60) }).optional();
const textHeader = z.object({ type: z.literal('text'), text: words(60) });
const id = z.string().min(1);

const catalog = z.object({
  type: z.literal('catalog_message'),
  body,
  footer,
  action: z.object({
    name: z.literal('catalog_message'),
    parameters: z.object({ thumbnail_product_retailer_id: id }).optional(),
  }),
});

const product = z.object({
  type: z.literal('product'),
  header: z.undefined({ error: 'a single product has no header' }).optional(),
  body: body.optional(),
  footer,
  action: z.object({ catalog_id: id, product_retailer_id: id }),
});

const section = z.object({
  title: words(24).optional(),
  product_items: z
    .array(z.object({ product_retailer_id: id }))
    .min(1)
    .max(30),
});
const products = z.object({
  type: z.literal('product_list'),
  header: textHeader,
  body,
  footer,
  action: z.object({
    catalog_id: id,
    sections: z
      .array(section)
      .min(1)
      .max(10)
      .refine(
        (sections) => sections.flatMap(({ product_items }) => product_items).length <= 30,
        'more than 30 products',
      )
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'each of several sections needs a title',
      ),
  }),
});

const screen = z.object({ screen: id, data: z.record(z.string(), z.unknown()).optional() });
const flow = z.object({
  type: z.literal('flow'),
  header: z.looseObject({ type: z.enum(['text', 'image', 'video', 'document']) }).optional(),
  body,
  footer,
  action: z.object({
    name: z.literal('flow'),
    parameters: z
      .object({
        flow_message_version: z.literal('3'),
        flow_cta: words(30),
        flow_id: id.optional(),
        flow_name: id.optional(),
        flow_token: id.optional(),
        mode: z.enum(['draft', 'published']).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: screen.optional(),
      })
      .refine(
        (given) => (given.flow_id === undefined) !== (given.flow_name === undefined),
        'exactly one of flow_id and flow_name must be given',
      ),
  }),
});

const money = z.object({ value: z.int().min(0), offset: z.literal(100) });
const charge = money.extend({ description: words(60).optional() });
const reference_id = z.string().regex(/^[\w.-]{1,35}$/);
const bill = z.object({
  status: z.literal('pending'),
  items: z
    .array(
      z.object({
        retailer_id: id,
        name: words(60),
        amount: money,
        quantity: z.int().min(1),
        sale_amount: money.optional(),
      }),
    )
    .min(1),
  subtotal: money,
  tax: charge,
  shipping: charge.optional(),
  discount: charge.extend({ discount_program_name: words(60).optional() }).optional(),
});
const orderDetails = z.object({
  type: z.literal('order_details'),
  header: z.looseObject({ type: z.literal('image') }).optional(),
  body,
  footer,
  action: z.object({
    name: z.literal('review_and_pay'),
    parameters: z
      .object({
        reference_id,
        type: z.enum(['digital-goods', 'physical-goods']),
        payment_type: z.literal('upi'),
        payment_configuration: words(60),
        currency: z.literal('INR'),
        total_amount: money,
        order: bill,
      })
      .refine(isSum, 'total_amount is not the sum of its parts'),
  }),
});

interface Bill {
  total_amount: z.infer<typeof money>;
  order: z.infer<typeof bill>;
}

function isSum({ total_amount: total, order }: Bill): boolean {
  const { items, subtotal, tax, shipping, discount } = order;
  const ofItems = items.reduce(
    (sum, { amount, quantity, sale_amount: sale = amount }) => sum + sale.value * quantity,
    0,
  );
  const whole = subtotal.value + tax.value + (shipping?.value ?? 0) - (discount?.value ?? 0);
  return ofItems === subtotal.value && whole === total.value;
}

const orderStatus = z.object({
  type: z.literal('order_status'),
  body,
  footer,
  action: z.object({
    name: z.literal('review_order'),
    parameters: z.object({
      reference_id,
      order: z.object({
        status: z.enum([
          'pending',
          'processing',
          'partially_shipped',
          'shipped',
          'completed',
          'canceled',
        ]),
        description: words(120).optional(),
      }),
    }),
  }),
});

/** What is sold, filled in and paid for in a chat, each type with what Meta asks of it. */
export const commerce = [catalog, product, products, flow, orderDetails, orderStatus] as const;
