import { randomUUID } from 'node:crypto';
import { forBusiness } from '#db/business.ts';
import type { RealtimeEvent } from '#server/realtime/events.ts';
import { publishRealtime } from '#server/realtime/publish.ts';

/** A new message of a conversation, as its event. */
export function messageCreated(messageId = randomUUID()): RealtimeEvent & {
  ids: { conversationId: string; messageId: string };
} {
  return { name: 'message.created', ids: { conversationId: randomUUID(), messageId } };
}

/** Records the event in a transaction of its own, as a verb does. */
export async function commitChange(
  businessId: string,
  event: RealtimeEvent = messageCreated(),
): Promise<RealtimeEvent> {
  await forBusiness(businessId, (tx) => publishRealtime(tx, businessId, event));
  return event;
}

/** Resolves when the condition holds; rejects when it does not within the time. */
export async function until(condition: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline)
      throw new Error(`Not within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
