import { z } from 'zod';
import { messageText } from '#server/domain/messages/schema.ts';

/** What one blank of a template is filled with; a provider takes no line breaks there. */
const parameter = z
  .string()
  .trim()
  .min(1, 'Fill in every blank.')
  .max(1_024, 'At most 1,024 characters in a blank.')
  .regex(/^[^\n\t]*$/, 'A blank holds one line.');

/** A text that the provider has approved, by its name there. */
export const messageTemplate = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'Small letters, digits and underscores.'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'A language as en or pt_BR.'),
  parameters: z.array(parameter).max(50).default([]),
});

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
