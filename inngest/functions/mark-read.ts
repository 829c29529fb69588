import { businessFunction } from '#inngest/business-function.ts';
import { markRead } from '#server/domain/messages/mark-read.ts';

/** Nobody waits for it, and nobody misses it: it is tried once, and what fails is let be. */
export const markReadFunction = businessFunction(
  { id: 'mark-read', event: 'conversation.answered', retries: 0 },
  ({ ctx, event }) => markRead(ctx, event.data),
);
