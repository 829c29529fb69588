import { z } from 'zod';

export const conversationViews = ['all', 'mine', 'unassigned'] as const;
export type ConversationView = (typeof conversationViews)[number];

export const conversationIdInput = z.object({ conversationId: z.uuid() });

export const conversationFilter = z.object({
  status: z.enum(['open', 'closed']).default('open'),
  view: z.enum(conversationViews).default('all'),
  /** Part of a name or a number; shorter than two characters finds everything. */
  search: z.string().trim().max(80).default(''),
});

export const listConversationsInput = conversationFilter.extend({
  /** The last row already there; the page begins just after it. */
  cursor: z.object({ lastMessageAt: z.date(), id: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListConversationsInput = z.infer<typeof listConversationsInput>;
