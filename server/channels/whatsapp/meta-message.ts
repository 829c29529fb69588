import { z } from 'zod';

import type { InboundEvent } from '#server/channels/events.ts';
import { providerId, providerTime } from '#server/channels/meta/untrusted.ts';

/** What every item of `messages` and `message_echoes` has, or may have; the rest goes by its type. */
export const messageSchema = z.looseObject({
  id: providerId,
  timestamp: providerTime,
  type: z.string().min(1).max(64),
  from: z.string().optional().catch(undefined),
  from_user_id: providerId.optional().catch(undefined),
  from_parent_user_id: providerId.optional().catch(undefined),
});
export type MetaMessage = z.infer<typeof messageSchema>;

/** What every event of an item carries. */
export interface Origin {
  externalChannelId: string;
  raw: unknown;
}

export function rejected(origin: Origin, reason: string): InboundEvent {
  return { type: 'rejected', ...origin, reason };
}

/** Names the first part of a provider's item that is missing or not valid. */
export function faultOf(noun: string, error: z.ZodError): string {
  const part = error.issues[0]?.path.join('.') ?? '';
  if (part === '') return `The ${noun} is not an object.`;
  return `The ${noun}’s ${part} is missing or not valid.`;
}
