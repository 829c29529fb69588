import { businessFunction } from '#inngest/business-function.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';

/**
 * The verb alone decides whether a message may be sent again, and after how long; the retries here
 * only have to outlast its own.
 */
export const sendMessageFunction = businessFunction(
  { id: 'send-message', event: 'message.queued', retries: 10 },
  ({ ctx, event }) => sendMessage(ctx, { messageId: event.data.messageId }),
);
