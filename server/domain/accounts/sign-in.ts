import type { z } from 'zod';
import type { AccountContext } from '#server/domain/account-context.ts';
import { findUserByEmail } from '#server/domain/accounts/find-user.ts';
import { verifyPassword } from '#server/domain/accounts/hash-password.ts';
import {
  accountLimit,
  addressLimit,
  claimAttempt,
  forgiveAttempt,
} from '#server/domain/accounts/limit-attempts.ts';
import type { signInSchema } from '#server/domain/accounts/schema.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { startSession } from '#server/domain/sessions/start-session.ts';

/**
 * Starts a session for the right email and password. Unknown email, wrong password and too many
 * attempts are one refusal (UNAUTHENTICATED) after the same work.
 */
export async function signIn(
  ctx: AccountContext,
  { email, password }: z.output<typeof signInSchema>,
): Promise<{ userId: string; sessionId: string }> {
  const limits = [...addressLimit(ctx.client.address), accountLimit(email)];
  const isOpen = await claimAttempt(ctx, limits);
  const user = await findUserByEmail(email);
  const matches = await verifyPassword(password, user?.passwordHash ?? null);
  if (!isOpen || user === null || !matches) {
    const reason = isOpen ? 'wrong email or password' : 'too many attempts';
    ctx.log.warn({ event: 'sign_in.refused', reason, userId: user?.id }, 'sign-in refused');
    throw new ServiceError(
      'UNAUTHENTICATED',
      'This email and password do not match. After several tries, wait a few minutes or reset the password.',
    );
  }
  await forgiveAttempt(limits);
  const sessionId = await startSession(ctx, user.id);
  ctx.log.info({ event: 'sign_in.succeeded', userId: user.id }, 'signed in');
  return { userId: user.id, sessionId };
}
