import { createHash } from 'node:crypto';
import type { Expression } from '#inngest/embedded/expression.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import type { SeenEvent } from '#inngest/embedded/taken-event.ts';

const longestKey = 200;

/** What a key comes to for an event, as text of a bounded length; empty when there is no key. */
export function keyOf(key: Expression | undefined, event: SeenEvent): string {
  if (key === undefined) return '';
  const text = JSON.stringify(key({ event }) ?? null);
  return text.length <= longestKey ? text : createHash('sha256').update(text).digest('hex');
}

/** As `keyOf`, and null for an event that the gate leaves alone, because its key is false. */
export function selectiveKeyOf(key: Expression | undefined, event: SeenEvent): string | null {
  return key?.({ event }) === false ? null : keyOf(key, event);
}

/** Whom a run shares each limit of its function with; null when there is none. */
export function limitKeysOf({ id, limits }: JobFunction, event: SeenEvent): string[] | null {
  if (limits.length === 0) return null;
  return limits.map(({ scope, key }, index) => {
    const among = scope === 'fn' ? `${id}/${index.toString()}` : scope;
    return `${among}/${keyOf(key, event)}`;
  });
}
