import { businessFunction } from '#inngest/business-function.ts';
import { countUp } from '#server/counters.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';

/**
 * The verb alone decides whether a message may be sent again, and after how long; the retries here
 * only have to outlast its own. A person waits for it: it goes before a backlog of receipts.
 */
export const sendMessageFunction = businessFunction(
  { id: 'send-message', event: 'message.queued', retries: 10, aheadSeconds: 120 },
  ({ ctx, event }) => countOutcome(sendMessage(ctx, { messageId: event.data.messageId })),
);

/** A receipt may overtake the provider's answer, and then says more than that it was taken. */
const taken = new Set(['accepted', 'sent', 'delivered', 'read']);

async function countOutcome<T extends { state: string }>(sending: Promise<T>): Promise<T> {
  try {
    const outcome = await sending;
    if (taken.has(outcome.state)) countUp('messages_accepted');
    if (outcome.state === 'failed') countUp('messages_failed');
    if (outcome.state === 'unknown') countUp('messages_unknown');
    return outcome;
  } catch (error) {
    if (error instanceof RetryLaterError) countUp('messages_put_off');
    throw error;
  }
}
