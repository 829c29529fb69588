import { businessFunction } from '#inngest/business-function.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';

/** Looks a channel over. What cannot be reached is a finding, so trying again is for our own faults. */
export const checkChannelFunction = businessFunction(
  { id: 'check-channel', event: 'checkup.requested', retries: 3 },
  ({ ctx, event }) => checkChannel(ctx, { channelId: event.data.channelId }),
);
