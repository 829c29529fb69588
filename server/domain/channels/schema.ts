import { z } from 'zod';

export const channelIdInput = z.object({ channelId: z.uuid() });
export type ChannelIdInput = z.infer<typeof channelIdInput>;
