import type { MessageState, ReceiptStatus } from '#db/schema/vocabulary.ts';

/** How far a message has come; a state never gives way to one of a lower rank. */
const rank: Record<MessageState, number> = {
  received: 0,
  scheduled: 0,
  cancelled: 0,
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  failed: 5,
  delivered: 6,
  read: 7,
};

/** States of a message that is still to be handed to the provider. */
export const notYetOut: ReadonlySet<MessageState> = new Set(['scheduled', 'queued', 'sending']);

export interface Standing {
  state: MessageState;
  stateAt: Date;
}

export interface Receipt {
  status: ReceiptStatus;
  occurredAt: Date;
}

/**
 * Where a message stands after all its receipts, in whatever order they came. `failed` is final
 * only while nothing says that it arrived; of equal receipts the earliest by the provider's clock
 * counts. (reference: Meta delivers statuses unordered and more than once.)
 */
export function standingAfter(current: Standing, receipts: readonly Receipt[]): Standing {
  let best = current;
  for (const { status, occurredAt } of receipts) {
    const higher = rank[status] > rank[best.state];
    const earlier = status === best.state && occurredAt < best.stateAt;
    if (higher || earlier) best = { state: status, stateAt: occurredAt };
  }
  return best;
}

/** Whether a person may ask for the message to be sent again; of a bulk send nobody may. */
export function canSendAgain(message: {
  state: MessageState;
  canRetry: boolean;
  campaignId: string | null;
}): boolean {
  if (message.campaignId !== null) return false;
  return message.state === 'unknown' || (message.state === 'failed' && message.canRetry);
}

/** Whether the provider's word that it took the message is news. */
export function comesBeforeAccepted(state: MessageState): boolean {
  return rank[state] < rank.accepted;
}
