import { businessFunction, inJobTerms } from '#inngest/business-function.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';

/**
 * Looks a channel over, a little later: a server that has just started does not answer at its own
 * address yet, and who has just connected a channel is still at the provider's pages.
 */
export const checkChannelFunction = businessFunction(
  { id: 'check-channel', event: 'checkup.requested', retries: 3 },
  async ({ ctx, event, step }) => {
    const { channelId } = event.data;
    await step.sleep('settle', '30s');
    await step.run('check', () =>
      inJobTerms(async () => {
        const { findings } = await checkChannel(ctx, { channelId });
        return { problems: findings.filter(({ state }) => state === 'problem').length };
      }),
    );
  },
);
