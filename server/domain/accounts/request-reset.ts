import { and, eq, gt } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { passwordResets } from '#db/schema/users.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { findUserByEmail } from '#server/domain/accounts/find-user.ts';
import { issueReset } from '#server/domain/accounts/internal.ts';
import type { requestResetSchema } from '#server/domain/accounts/schema.ts';

const lifeHours = 1;
const pauseMs = 60_000;

/**
 * Mails a link to choose a new password, at most once a minute. The answer is always the same and
 * never waits for the mail, so it does not tell whether the account exists.
 */
export async function requestReset(
  ctx: AccountContext,
  { email }: z.output<typeof requestResetSchema>,
): Promise<void> {
  const user = await findUserByEmail(email);
  ctx.log.info({ event: 'reset.requested', userId: user?.id }, 'password reset asked for');
  if (user === null || !ctx.mail.isConfigured) return;
  mailLink(ctx, user).catch((error: unknown) =>
    ctx.log.error({ error }, 'a password reset could not be mailed'),
  );
}

async function mailLink(ctx: AccountContext, user: { id: string; email: string }): Promise<void> {
  const since = new Date(ctx.now().getTime() - pauseMs);
  const recent = await forSystem((tx) =>
    tx
      .select({ userId: passwordResets.userId })
      .from(passwordResets)
      .where(and(eq(passwordResets.userId, user.id), gt(passwordResets.createdAt, since)))
      .limit(1),
  );
  if (recent.length > 0) return;
  const link = await forSystem((tx) => issueReset(tx, user.id, { now: ctx.now(), lifeHours }));
  const text = `Choose a new password within the hour:
${link}

If you did not ask for this, there is nothing to do: your password stays as it is.`;
  await ctx.mail.send({ to: user.email, subject: 'Choose a new password for Frontdesk', text });
}
