import { businessFunction, inJobTerms } from '#inngest/business-function.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';

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
        return { problems: await countProblems(ctx, channelId) };
      }),
    );
  },
);

/** Null for a channel that was let go meanwhile: nothing is wrong with this work then. */
async function countProblems(ctx: BusinessContext, channelId: string): Promise<number | null> {
  try {
    const { findings } = await checkChannel(ctx, { channelId });
    return findings.filter(({ state }) => state === 'problem').length;
  } catch (error) {
    const isGone = error instanceof ServiceError && ['CONFLICT', 'NOT_FOUND'].includes(error.code);
    if (isGone) return null;
    throw error;
  }
}
