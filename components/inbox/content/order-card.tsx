'use client';

import { ShoppingBag } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { moneyWords, totalOf } from '#components/inbox/content/content-words.ts';
import type { ContentOf } from '#components/inbox/types.ts';

/** What was ordered, line by line, and what it comes to. */
export function OrderCard({ order }: { order: ContentOf<'order'>['order'] }) {
  const format = useFormat();
  const total = totalOf(order.items);
  return (
    <div className="grid w-[272px] max-w-full gap-2">
      <span className="flex items-center gap-2 font-medium">
        <ShoppingBag aria-hidden />
        Order
      </span>
      <ul className="grid gap-1">
        {order.items.map(({ retailerId, quantity, price, currency }, index) => (
          <li key={index} className="flex gap-2">
            <span className="shrink-0 tabular-nums">{format.number(quantity)} ×</span>
            <span dir="auto" className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              {retailerId}
            </span>
            {price === null ? null : (
              <span className="shrink-0 tabular-nums">
                {moneyWords(price * quantity, currency, format)}
              </span>
            )}
          </li>
        ))}
      </ul>
      {total === null ? null : (
        <span className="flex justify-between gap-2 border-t border-border-strong pt-2 font-medium">
          <span>Total</span>
          <span className="tabular-nums">{moneyWords(total.amount, total.currency, format)}</span>
        </span>
      )}
    </div>
  );
}
