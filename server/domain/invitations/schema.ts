import { z } from 'zod';
import { roles } from '#db/schema/vocabulary.ts';
import {
  emailSchema,
  newPasswordSchema,
  personNameSchema,
  tokenSchema,
} from '#server/domain/accounts/schema.ts';

export const createInvitationSchema = z.object({ email: emailSchema, role: z.enum(roles) });

export const invitationIdSchema = z.object({ invitationId: z.uuid() });

export const invitationTokenSchema = z.object({ token: tokenSchema });

/** A person who is not signed in brings a name and a password for a new login. */
export const joinSchema = z.object({ name: personNameSchema, password: newPasswordSchema });

export const acceptInvitationSchema = z.object({
  token: tokenSchema,
  person: joinSchema.optional(),
});
