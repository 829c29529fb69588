import { createHash, randomBytes } from 'node:crypto';
import { and, eq, lt } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { passwordResets } from '#db/schema/users.ts';
import { env } from '#server/env.ts';

/** Makes a one-time link to choose a new password; only its hash is kept. */
export async function issueReset(
  tx: SystemTx,
  userId: string,
  { now, lifeHours }: { now: Date; lifeHours: number },
): Promise<string> {
  await tx
    .delete(passwordResets)
    .where(and(eq(passwordResets.userId, userId), lt(passwordResets.expiresAt, now)));
  const token = randomBytes(32).toString('base64url');
  await tx.insert(passwordResets).values({
    tokenHash: hashResetToken(token),
    userId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifeHours * 3_600_000),
  });
  return `${env().APP_URL}/reset/${token}`;
}

export function hashResetToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
