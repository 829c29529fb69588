import { z } from 'zod';

export const deadLetterIdSchema = z.object({ deadLetterId: z.uuid() });

export const listDeadLettersSchema = z.object({
  /** The last one of the page before; newest first. */
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});

export type ListDeadLettersInput = z.output<typeof listDeadLettersSchema>;
