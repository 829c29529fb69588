import { z } from 'zod';

export const contactIdInput = z.object({ contactId: z.uuid() });
