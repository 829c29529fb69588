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
  z.object({ name: z.literal('campaign.updated'), ids: z.object({ campaignId: id }) }),
  z.object({ name: z.literal('business.updated'), ids: z.object({}) }),
  z.object({ name: z.literal('system.updated'), ids: z.object({}) }),
  /** Any of them: a sync changes many at once. */
  z.object({ name: z.literal('template.updated'), ids: z.object({}) }),
  z.object({ name: z.literal('member.updated'), ids: z.object({ memberId: id }) }),
]);

export type RealtimeEvent = z.infer<typeof realtimeEventSchema>;

/** An event as it was recorded; a receiver drops an id it has already seen. */
export type RealtimeChange = RealtimeEvent & { id: string };

/** What a receiver missed. With `resync` the log cannot say, and everything may have changed. */
export interface RealtimeCatchUp {
  changes: RealtimeChange[];
  /** Where to go on from; opaque to the receiver. */
  cursor: string;
  resync: boolean;
}

/** How a browser listens. */
export type RealtimeSettings =
  | { transport: 'stream'; businessId: string }
  | {
      transport: 'pusher';
      businessId: string;
      memberId: string;
      key: string;
      cluster: string;
      /** A server of one's own that speaks Pusher's protocol; null for Pusher itself. */
      server: { host: string; port: number; tls: boolean } | null;
    };
