import { z } from 'zod';

const codePoints = (text: string) => Array.from(text).length;

/** Stored and compared lower-cased. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'This email address is too long.')
  .pipe(z.email('Enter an email address like name@example.com.'));

export const personNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter your name.')
  .max(80, 'Use at most 80 characters.');

export const businessNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter the name of your business.')
  .max(80, 'Use at most 80 characters.');

/** Length only: what makes a password weak beyond that is checked on the server. */
export const newPasswordSchema = z
  .string()
  .max(1_000, 'Use at most 128 characters.')
  .refine((password) => codePoints(password) >= 8, 'Use at least 8 characters.')
  .refine((password) => codePoints(password) <= 128, 'Use at most 128 characters.');

/** A password that is compared, not chosen. */
export const givenPasswordSchema = z
  .string()
  .min(1, 'Enter your password.')
  .max(1_000, 'Use at most 128 characters.');

export const tokenSchema = z.string().min(1).max(200);

/** Where the browser is, to start the business with fitting settings; ignored when unknown. */
export const surroundingsSchema = z.object({
  timeZone: z.string().max(64).optional(),
  locale: z.string().max(35).optional(),
});

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: givenPasswordSchema,
});

export const signUpSchema = surroundingsSchema.extend({
  name: personNameSchema,
  email: emailSchema,
  businessName: businessNameSchema,
  password: newPasswordSchema,
});

export const requestResetSchema = z.object({ email: emailSchema });

export const resetPasswordSchema = z.object({ token: tokenSchema, password: newPasswordSchema });

export const changePasswordSchema = z.object({
  currentPassword: givenPasswordSchema,
  newPassword: newPasswordSchema,
});

export const renameUserSchema = z.object({ name: personNameSchema });

export const createResetLinkSchema = z.object({ memberId: z.uuid() });
