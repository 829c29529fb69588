import type { Bill, OrderProgress } from '#server/channels/commerce.ts';
import type { Interactive } from '#server/channels/whatsapp/build-interactive.ts';
import { sumsOf } from '#server/channels/whatsapp/build-order.ts';
import type { Rule } from '#server/channels/whatsapp/find-fault-rule.ts';
import { isBlank, longestOf, tooLong } from '#server/channels/whatsapp/find-fault-rule.ts';

type Of<Kind extends Interactive['kind']> = Extract<Interactive, { kind: Kind }>;

export function productRules(content: Of<'catalog' | 'product' | 'products'>): Rule[] {
  if (content.kind === 'products') return choiceRules(content);
  const ids = [content.retailerId, ...('catalogId' in content ? [content.catalogId] : [])];
  return [[ids.some(isBlank), 'A product needs its number, and its catalogue’s.']];
}

function choiceRules({ header, catalogId, sections }: Of<'products'>): Rule[] {
  const ids = sections.flatMap(({ retailerIds }) => retailerIds);
  const titles = sections.map(({ title = '' }) => title);
  return [
    [isBlank(header), 'A choice of products needs a title above its text.'],
    [[catalogId, ...ids].some(isBlank), 'A product needs its number, and its catalogue’s.'],
    [
      sections.length === 0 || sections.some(({ retailerIds }) => retailerIds.length === 0),
      'Every part of a choice needs a product.',
    ],
    [sections.length > 10, 'A choice of products can have at most 10 parts.'],
    [ids.length > 30, 'A message can show at most 30 products.'],
    [
      sections.length > 1 && titles.some(isBlank),
      'Each part of a choice needs a title when there are several.',
    ],
    tooLong('The title of a part of a choice', longestOf(titles), 24),
  ];
}

export function orderRules(content: Of<'order_details' | 'order_status'>): Rule[] {
  return content.kind === 'order_details'
    ? billRules(content.bill)
    : progressRules(content.progress);
}

function billRules(bill: Bill): Rule[] {
  const { items, tax, shipping, discount, paymentConfiguration } = bill;
  const charges = [tax, shipping, discount].filter((one) => one !== undefined);
  const amounts = [
    ...items.flatMap(({ price100, salePrice100 = price100 }) => [price100, salePrice100]),
    ...charges.map(({ amount100 }) => amount100),
  ];
  const words = [
    ...items.map(({ name }) => name),
    ...charges.map(({ description = '' }) => description),
    discount?.program ?? '',
    paymentConfiguration,
  ];
  return [
    referenceRule(bill.referenceId),
    [isBlank(paymentConfiguration), 'A bill needs the name of where the money goes.'],
    [
      items.length === 0 || items.some(({ retailerId, name }) => isBlank(retailerId + name)),
      'A bill needs its items, each with its name.',
    ],
    [
      items.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 1),
      'Of each item of a bill there is at least one.',
    ],
    [
      !amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0),
      'An amount of a bill is in whole hundredths, and not below zero.',
    ],
    [
      items.some(({ price100, salePrice100 }) => (salePrice100 ?? 0) > price100),
      'What is paid for an item instead of its price is not above it.',
    ],
    [sumsOf(bill).total100 <= 0, 'A bill comes to more than nothing.'],
    tooLong('A name on a bill', longestOf(words), 60),
  ];
}

function progressRules({ referenceId, description = '' }: OrderProgress): Rule[] {
  return [
    referenceRule(referenceId),
    tooLong('What is said of how far an order has come', description, 120),
  ];
}

function referenceRule(referenceId: string): Rule {
  const isReference = /^[A-Za-z0-9_.-]{1,35}$/.test(referenceId);
  return [!isReference, 'The number of an order has up to 35 letters, digits, and any of _ - .'];
}
