import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { reactions } from '#db/schema/reactions.ts';

/** What a message of kind reaction keeps: also what stood there before, in case it does not go out. */
export const storedReaction = z.object({
  providerMessageId: z.string(),
  emoji: z.string().nullable(),
  reactedAt: z.coerce.date(),
  before: z.object({ emoji: z.string().nullable(), occurredAt: z.coerce.date() }).nullable(),
});
export type StoredReaction = z.infer<typeof storedReaction>;

/** The reaction of the business on one message. */
export function onMessage(target: { channelId: string; providerMessageId: string }) {
  return and(
    eq(reactions.channelId, target.channelId),
    eq(reactions.providerMessageId, target.providerMessageId),
    eq(reactions.side, 'business'),
  );
}
