import { z } from 'zod';

/** `closing`: those whose time to reply ends soon, the soonest first. */
export const conversationViews = ['all', 'mine', 'unassigned', 'closing'] as const;
export type ConversationView = (typeof conversationViews)[number];

/** A reply window that has no more than this left closes soon. */
export const closingSoonHours = 4;

export const conversationIdInput = z.object({ conversationId: z.uuid() });

export const conversationFilter = z.object({
  status: z.enum(['open', 'closed']).default('open'),
  view: z.enum(conversationViews).default('all'),
  /** Part of a name or a number; shorter than two characters finds everything. */
  search: z.string().trim().max(80).default(''),
});

export const listConversationsInput = conversationFilter.extend({
  /** The last row already there, by the moment that orders the list; the page begins just after it. */
  cursor: z.object({ at: z.date(), id: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListConversationsInput = z.infer<typeof listConversationsInput>;
