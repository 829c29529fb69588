import { z } from 'zod';

const id = z.uuid();

/** Every event that asks for work: its name and what it carries. Ids only, never contents. */
export const jobEventSchemas = {
  /** Also of one that is resumed or goes on: `run` counts who carries it out, if anybody does yet. */
  'campaign.launched': z.object({
    businessId: id,
    campaignId: id,
    run: z.number().int().positive().optional(),
  }),
  /** A member has replied to what the contact wrote last. */
  'conversation.answered': z.object({ businessId: id, conversationId: id, messageId: id }),
  /** Somebody without a name, whom the provider may know more about. */
  'contact.discovered': z.object({ businessId: id, contactId: id }),
  /** A channel is to be looked over: it was connected, or its last checkup is a day old. */
  'checkup.requested': z.object({ businessId: id, channelId: id }),
  'message.queued': z.object({ businessId: id, messageId: id }),
  /** With the time it was given: one that gets another time is another event. */
  'message.scheduled': z.object({
    businessId: id,
    messageId: id,
    scheduledFor: z.iso.datetime(),
  }),
  /** A file that its provider still has is to be fetched. */
  'attachment.added': z.object({ businessId: id, attachmentId: id }),
  /** The templates of an account may have changed at its provider; many ask for one reading. */
  'templates.sync_requested': z.object({
    businessId: id,
    accountId: z.string().min(1),
    askedAt: z.iso.datetime().optional(),
  }),
  /** Those that were stored together. */
  'webhook.received': z.object({ deliveryIds: z.array(id).min(1) }),
};

type Schemas = typeof jobEventSchemas;
export type JobEventName = keyof Schemas;
export type JobEventData<Name extends JobEventName> = z.output<Schemas[Name]>;

/** Events of one business, whose data names it. */
export type BusinessEventName = {
  [Name in JobEventName]: JobEventData<Name> extends { businessId: string } ? Name : never;
}[JobEventName];

/** Work to do. Two events of a business with the same key are one. */
export type JobEvent = {
  [Name in JobEventName]: { name: Name; data: JobEventData<Name>; key?: string };
}[JobEventName];
