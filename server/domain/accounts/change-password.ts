import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { users } from '#db/schema/users.ts';
import type { SignedInContext } from '#server/domain/account-context.ts';
import { checkPassword } from '#server/domain/accounts/check-password.ts';
import { findUser } from '#server/domain/accounts/find-user.ts';
import { hashPassword, verifyPassword } from '#server/domain/accounts/hash-password.ts';
import { claimAttempt, forgiveAttempt } from '#server/domain/accounts/limit-attempts.ts';
import type { changePasswordSchema } from '#server/domain/accounts/schema.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { endOtherSessions } from '#server/domain/sessions/end-sessions.ts';

/** Changes one's own password, given the current one, and ends all other sessions. */
export async function changePassword(
  ctx: SignedInContext,
  { currentPassword, newPassword }: z.output<typeof changePasswordSchema>,
): Promise<void> {
  const { user } = ctx.session;
  const limits = [{ key: `password:${user.id}`, threshold: 5 }];
  if (!(await claimAttempt(ctx, limits))) {
    throw new ServiceError('TOO_MANY_REQUESTS', 'Too many tries. Wait a few minutes.');
  }
  const stored = (await findUser(user.id))?.passwordHash ?? null;
  if (stored === null || !(await verifyPassword(currentPassword, stored))) {
    throw new ServiceError('BAD_REQUEST', 'This is not your current password.', {
      details: { field: 'currentPassword' },
    });
  }
  await forgiveAttempt(limits);
  await checkPassword(newPassword, user);
  const passwordHash = await hashPassword(newPassword);
  const changed = await forSystem((tx) =>
    tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, user.id), eq(users.passwordHash, stored)))
      .returning({ id: users.id }),
  );
  if (changed.length === 0) {
    throw new ServiceError('CONFLICT', 'Your password was changed elsewhere meanwhile.');
  }
  await endOtherSessions(ctx);
  ctx.log.info({ event: 'password.changed', userId: user.id }, 'password changed');
}
