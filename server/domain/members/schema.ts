import { z } from 'zod';
import { roles } from '#db/schema/vocabulary.ts';

export const memberIdSchema = z.object({ memberId: z.uuid() });

export const changeRoleSchema = memberIdSchema.extend({ role: z.enum(roles) });
