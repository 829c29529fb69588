import { inJobTerms, timerFunction } from '#inngest/business-function.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { channelPort } from '#server/channel-port.ts';
import { listExpiringChannels } from '#server/domain/channels/list-expiring-channels.ts';
import { refreshToken } from '#server/domain/channels/refresh-token.ts';

const actor = { kind: 'system', job: 'refresh-tokens' } as const;

/** Four times a day, from ten days before a token ends: one refusal, or a bad day, ends no channel. */
export const refreshTokensFunction = timerFunction(
  { id: 'refresh-tokens', cron: '23 */6 * * *', retries: 2 },
  async ({ step }) => {
    const expiring = await step.run('list', () => listExpiringChannels(channelPort(), new Date()));
    for (const { businessId, channelId } of expiring) {
      await step.run(`refresh ${channelId}`, () =>
        inJobTerms(() => refreshToken(createBusinessContext({ businessId, actor }), { channelId })),
      );
    }
    return { channels: expiring.length };
  },
);
