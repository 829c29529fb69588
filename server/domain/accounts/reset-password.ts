import { and, eq, gt, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { passwordResets, users } from '#db/schema/users.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { checkPassword } from '#server/domain/accounts/check-password.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { hashResetToken } from '#server/domain/accounts/internal.ts';
import { accountLimit, forgiveAttempt } from '#server/domain/accounts/limit-attempts.ts';
import type { resetPasswordSchema } from '#server/domain/accounts/schema.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { endAllSessions } from '#server/domain/sessions/end-sessions.ts';

/** Chooses a new password by link, once; ends every session and opens a locked account. */
export async function resetPassword(
  ctx: AccountContext,
  { token, password }: z.output<typeof resetPasswordSchema>,
): Promise<{ email: string }> {
  const owner = await findReset(ctx, token);
  if (owner === null) throw spent();
  await checkPassword(password, owner);
  const passwordHash = await hashPassword(password);
  await forSystem(async (tx) => {
    const claimed = await tx
      .update(passwordResets)
      .set({ usedAt: ctx.now() })
      .where(isLive(ctx, token))
      .returning({ userId: passwordResets.userId });
    if (claimed.length === 0) throw spent();
    await tx.update(users).set({ passwordHash }).where(eq(users.id, owner.id));
    // Other links that were sent die with this one.
    await tx.delete(passwordResets).where(eq(passwordResets.userId, owner.id));
    await endAllSessions(tx, owner.id, ctx.now());
  });
  await forgiveAttempt([accountLimit(owner.email)]);
  ctx.log.info({ event: 'reset.completed', userId: owner.id }, 'password reset');
  return { email: owner.email };
}

/** Whose link this is; null when it was used, replaced or is too old. */
export async function findReset(ctx: AccountContext, token: string) {
  const [found] = await forSystem((tx) =>
    tx
      .select({ id: users.id, email: users.email, name: users.name })
      .from(passwordResets)
      .innerJoin(users, eq(users.id, passwordResets.userId))
      .where(isLive(ctx, token)),
  );
  return found ?? null;
}

function isLive(ctx: AccountContext, token: string) {
  return and(
    eq(passwordResets.tokenHash, hashResetToken(token)),
    isNull(passwordResets.usedAt),
    gt(passwordResets.expiresAt, ctx.now()),
  );
}

function spent(): ServiceError {
  return new ServiceError('NOT_FOUND', 'This link does not work any more. Ask for a new one.');
}
