import { z } from 'zod';

export const channelIdInput = z.object({ channelId: z.uuid() });
export type ChannelIdInput = z.infer<typeof channelIdInput>;

/** More than any provider takes today. */
const fastest = 5_000;

/** The provider's steps: so many people may be written to first within 24 hours. */
export const newPeopleSteps = [250, 2_000, 10_000, 100_000] as const;

export const updateChannelInput = z.object({
  channelId: z.uuid(),
  /** null = any number; what is not given stays. */
  newPeoplePerDay: z.literal(newPeopleSteps).nullable().optional(),
  marksRead: z.boolean().optional(),
  sendsPerSecond: z
    .number('Give a whole number.')
    .int('Give a whole number.')
    .min(1, 'At least one message a second.')
    .max(fastest, `At most ${fastest.toLocaleString('en')} messages a second.`),
});
export type UpdateChannelInput = z.infer<typeof updateChannelInput>;
