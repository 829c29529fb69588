import { z } from 'zod';

/** The reference of a session is 128 random bits, not a uuid of any version. */
export const endSessionSchema = z.object({ sessionId: z.guid() });
