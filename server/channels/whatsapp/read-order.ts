import type { InboundContent, Order } from '#server/channels/content.ts';
import {
  compact,
  isRecord,
  listOf,
  nameIn,
  numberIn,
  textIn,
} from '#server/channels/meta/untrusted.ts';

const mostItems = 200;

/** A basket of the catalogue, with the note that the person wrote beside it. */
export function readOrder(part: Record<string, unknown>): InboundContent | null {
  const items = listOf(part.product_items).filter(isRecord).slice(0, mostItems).flatMap(readItem);
  if (items.length === 0) return null;
  const order = compact<Order>({ catalogId: nameIn(part, 'catalog_id'), items });
  return { kind: 'order', text: textIn(part, 'text') ?? wordsOf(items), order };
}

function readItem(item: Record<string, unknown>): Order['items'] {
  const retailerId = nameIn(item, 'product_retailer_id');
  if (retailerId === undefined) return [];
  const [price, currency] = [numberIn(item, 'item_price'), nameIn(item, 'currency')];
  const quantity = numberIn(item, 'quantity') ?? 1;
  return [{ retailerId, quantity, price: price ?? null, currency: currency ?? null }];
}

function wordsOf(items: Order['items']): string {
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return count === 1 ? 'Ordered 1 item.' : `Ordered ${String(count)} items.`;
}
