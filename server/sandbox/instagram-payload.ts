import type { SandboxAccount } from '#server/sandbox/accounts.ts';

/** One item of Instagram's webhooks: who did it to whom, when, and what under its own key. */
export interface InstagramItem {
  customerId: string;
  by: 'customer' | 'business';
  at: string;
  part: Record<string, unknown>;
}

/** A delivery with one item, as the provider spells it; its times are milliseconds. */
export function instagramPayload(
  { phoneNumberId: accountId }: SandboxAccount,
  { customerId, by, at, part }: InstagramItem,
): string {
  const time = Date.parse(at);
  const [customer, business] = [{ id: customerId }, { id: accountId }];
  const [sender, recipient] = by === 'customer' ? [customer, business] : [business, customer];
  return JSON.stringify({
    object: 'instagram',
    entry: [{ time, id: accountId, messaging: [{ sender, recipient, timestamp: time, ...part }] }],
  });
}
