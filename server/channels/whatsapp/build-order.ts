import type { Bill, BillItem, Charge } from '#server/channels/commerce.ts';
import type { OutboundContent } from '#server/channels/content.ts';
import { given } from '#server/channels/whatsapp/build-part.ts';
import type { Action, Json } from '#server/channels/whatsapp/build-part.ts';

type Order = Extract<OutboundContent, { kind: 'order_details' | 'order_status' }>;

/** What an order costs and how it is paid, or how far it has come. */
export function buildOrder(content: Order): Action {
  if (content.kind === 'order_details') {
    const action = { name: 'review_and_pay', parameters: buildBill(content.bill) };
    return { type: 'order_details', action };
  }
  const { referenceId: reference_id, status, description } = content.progress;
  const parameters = { reference_id, order: { status, ...given({ description }) } };
  return { type: 'order_status', action: { name: 'review_order', parameters } };
}

function buildBill(bill: Bill): Json {
  const { referenceId, goods, paymentConfiguration, items, tax, shipping, discount } = bill;
  const { subtotal100, total100 } = sumsOf(bill);
  return {
    reference_id: referenceId,
    type: `${goods}-goods`,
    payment_type: 'upi',
    payment_configuration: paymentConfiguration,
    currency: 'INR',
    total_amount: buildMoney(total100),
    order: {
      status: 'pending',
      items: items.map(buildItem),
      subtotal: buildMoney(subtotal100),
      tax: buildCharge(tax),
      ...(shipping && { shipping: buildCharge(shipping) }),
      ...(discount && {
        discount: {
          ...buildCharge(discount),
          ...given({ discount_program_name: discount.program }),
        },
      }),
    },
  };
}

/** Meta refuses a bill whose sums are not those of its parts. */
export function sumsOf({ items, tax, shipping, discount }: Bill) {
  const subtotal100 = items.reduce(
    (sum, { quantity, price100, salePrice100 = price100 }) => sum + quantity * salePrice100,
    0,
  );
  const extra100 = tax.amount100 + (shipping?.amount100 ?? 0) - (discount?.amount100 ?? 0);
  return { subtotal100, total100: subtotal100 + extra100 };
}

function buildItem({ retailerId, name, quantity, price100, salePrice100 }: BillItem): Json {
  return {
    retailer_id: retailerId,
    name,
    amount: buildMoney(price100),
    quantity,
    ...(salePrice100 !== undefined && { sale_amount: buildMoney(salePrice100) }),
  };
}

function buildCharge({ amount100, description }: Charge): Json {
  return { ...buildMoney(amount100), ...given({ description }) };
}

/** Meta counts money in parts of `offset`. */
function buildMoney(value: number): Json {
  return { value, offset: 100 };
}
