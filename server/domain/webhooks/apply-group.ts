import type { InboundSender, InboundStatusEvent } from '#server/channels/events.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { applyItem } from '#server/domain/webhooks/internal.ts';
import type { ContextFor, FoundChannel, RoutedItem } from '#server/domain/webhooks/internal.ts';
import { keepItem } from '#server/domain/webhooks/keep-item.ts';
import { isPassingFault } from '#db/passing-fault.ts';

/** Whether an item is done with, applied or kept; with an error it is as pending as before. */
export type ItemOutcome = 'applied' | 'kept' | { error: unknown };

const receiptsAtOnce = 100;

interface RoutedReceipt extends RoutedItem {
  channel: FoundChannel;
  event: InboundStatusEvent;
}

/**
 * Items that are applied together or one after the other; groups do not wait for each other. What
 * one sender writes keeps its order, and receipts of one channel, whose order says nothing, go by
 * the hundred.
 */
export function groupItems(items: readonly RoutedItem[]): RoutedItem[][] {
  const bySubject = Map.groupBy(items, (item) =>
    isReceipt(item) ? item.channel.id : senderOf(item),
  );
  return [...bySubject.values()].flatMap((group) =>
    group.every(isReceipt) ? chunksOf(group, receiptsAtOnce) : [group],
  );
}

function isReceipt(item: RoutedItem): item is RoutedReceipt {
  return item.event.type === 'status' && item.channel !== undefined;
}

function senderOf({ delivery, position, event }: RoutedItem): string {
  const person = personOf(event);
  if (person === undefined) return `${delivery.id}|${String(position)}`;
  const { address, providerUserId } = person;
  return `${event.externalChannelId ?? ''}|${address ?? providerUserId ?? ''}`;
}

/** Whom an item is about, on the other side; of a change to a message that is not said. */
function personOf(event: RoutedItem['event']): InboundSender | undefined {
  if (event.type === 'reaction') return event.person;
  if (event.type === 'echo') return event.to;
  return 'from' in event ? event.from : undefined;
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, number) =>
    all.slice(number * size, (number + 1) * size),
  );
}

/** Applies the items of one group, each of which is safe to repeat; what cannot be applied is kept. */
export async function applyGroup(
  contextFor: ContextFor,
  group: readonly RoutedItem[],
): Promise<ItemOutcome[]> {
  if (group.length > 1 && group.every(isReceipt)) {
    const together = await applyTogether(contextFor, group);
    if (together !== null) return group.map(() => together);
  }
  const outcomes: ItemOutcome[] = [];
  for (const item of group) outcomes.push(await applyOrKeep(contextFor, item));
  return outcomes;
}

/** Null when one of them cannot be applied: each on its own then shows which. */
async function applyTogether(
  contextFor: ContextFor,
  group: readonly RoutedReceipt[],
): Promise<ItemOutcome | null> {
  const [first] = group;
  if (first === undefined) return null;
  const events = group.map(({ event }) => event);
  try {
    await recordReceipts(contextFor(first.channel.businessId), first.channel, events);
    return 'applied';
  } catch (error) {
    return isPassingFault(error) ? { error } : null;
  }
}

async function applyOrKeep(contextFor: ContextFor, item: RoutedItem): Promise<ItemOutcome> {
  try {
    const reason = await applyItem(contextFor, item);
    if (reason === null) return 'applied';
    await keepItem(contextFor, item, reason);
    return 'kept';
  } catch (error) {
    return { error };
  }
}
