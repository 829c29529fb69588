import { z } from 'zod';
import { messageTemplate, messageText } from '#server/domain/messages/schema.ts';

/** More than this is everyone, or belongs in several. */
const mostContacts = 10_000;

export const createCampaignInput = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(120, 'At most 120 characters.'),
  channelId: z.uuid(),
  /** What is sent; of a template, what people here read in its place. */
  text: messageText,
  template: messageTemplate.optional(),
  contactIds: z.array(z.uuid()).max(mostContacts).default([]),
  /** Everyone who has a conversation on the channel. */
  isToEveryone: z.boolean().default(false),
});
export type CreateCampaignInput = z.infer<typeof createCampaignInput>;

export const campaignIdInput = z.object({ campaignId: z.uuid() });
export type CampaignIdInput = z.infer<typeof campaignIdInput>;

export const listCampaignsInput = z.object({
  /** The last one already there; the page goes on behind it. */
  cursor: z.uuid().optional(),
  limit: z.number().int().min(1).max(50).default(20),
});
export type ListCampaignsInput = z.infer<typeof listCampaignsInput>;
