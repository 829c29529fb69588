import { z } from 'zod';

export const runViews = ['unsettled', 'all'] as const;
export type RunView = (typeof runViews)[number];

export const runIdSchema = z.object({ runId: z.uuid() });

export const listRunsSchema = z.object({
  /** The runs that still go on or have failed, or all of them. */
  view: z.enum(runViews).default('unsettled'),
  /** The last one of the page before; newest first. */
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});

export type ListRunsInput = z.output<typeof listRunsSchema>;
