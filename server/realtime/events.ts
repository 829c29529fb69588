import { z } from 'zod';

const id = z.uuid();

/** Everything a browser can be told: what changed, by id. The receiver asks for the rest itself. */
export const realtimeEventSchema = z.discriminatedUnion('name', [
  z.object({
    name: z.enum(['message.created', 'message.updated']),
    ids: z.object({ conversationId: id, messageId: id }),
  }),
  z.object({
    name: z.literal('conversation.updated'),
    ids: z.object({ conversationId: id }),
  }),
  z.object({ name: z.literal('contact.updated'), ids: z.object({ contactId: id }) }),
  z.object({ name: z.literal('business.updated'), ids: z.object({}) }),
  z.object({ name: z.literal('member.updated'), ids: z.object({ memberId: id }) }),
]);

export type RealtimeEvent = z.infer<typeof realtimeEventSchema>;
export type RealtimeEventName = RealtimeEvent['name'];
