import { z } from 'zod';

export const channelIdInput = z.object({ channelId: z.uuid() });
export type ChannelIdInput = z.infer<typeof channelIdInput>;

/** More than any provider takes today. */
const fastest = 5_000;

export const updateChannelInput = z.object({
  channelId: z.uuid(),
  sendsPerSecond: z
    .number('Give a whole number.')
    .int('Give a whole number.')
    .min(1, 'At least one message a second.')
    .max(fastest, `At most ${fastest.toLocaleString('en')} messages a second.`),
});
export type UpdateChannelInput = z.infer<typeof updateChannelInput>;
