import { perProcess } from '#server/per-process.ts';

/** What this process counts since its start, with what it means. */
export const counterMeanings = {
  webhook_deliveries_received: 'Provider calls stored and answered with 200.',
  webhook_deliveries_turned_away: 'Provider calls answered with 429, to be sent again.',
  webhook_deliveries_applied: 'Provider calls applied.',
  webhook_items_kept: 'Items of provider calls kept as dead letters or as nobody’s.',
  messages_accepted: 'Sends that ended with the provider taking the message.',
  messages_failed: 'Sends that ended with the message refused.',
  messages_unknown: 'Sends that ended with nobody knowing whether the message arrived.',
  messages_put_off: 'Sends put off to a later try, by the pace or by the provider.',
} as const;

export type CounterName = keyof typeof counterMeanings;

const counters = () => perProcess('counters', () => new Map<CounterName, number>());

/** Adds to a counter of this process. */
export function countUp(name: CounterName, by = 1): void {
  counters().set(name, counterValue(name) + by);
}

/** How far a counter of this process has come. */
export function counterValue(name: CounterName): number {
  return counters().get(name) ?? 0;
}
