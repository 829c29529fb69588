import { businessFunction, inJobTerms } from '#inngest/business-function.ts';
import { releaseMessage } from '#server/domain/messages/release-message.ts';

/** Sleeps until a message is due; sending it is then the work of `send-message`. */
export const sendScheduledMessageFunction = businessFunction(
  { id: 'send-scheduled-message', event: 'message.scheduled', retries: 10, aheadSeconds: 120 },
  async ({ ctx, event, step }) => {
    const { messageId } = event.data;
    const scheduledFor = new Date(event.data.scheduledFor);
    await step.sleepUntil('until-due', scheduledFor);
    return step.run('release', () =>
      inJobTerms(() => releaseMessage(ctx, { messageId, scheduledFor })),
    );
  },
);
