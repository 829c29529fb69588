import { createHash } from 'node:crypto';
import { eq, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { signInAttempts } from '#db/schema/users.ts';
import type { AccountContext } from '#server/domain/account-context.ts';

/** One thing that may be guessed at, and after how many failures it closes for a while. */
export interface AttemptLimit {
  key: string;
  threshold: number;
}

const firstLockSeconds = 30;
const longestLockSeconds = 3_600;
const forgottenAfterHours = 24;

/** Closes after five failures, whether or not such an account exists. */
export function accountLimit(email: string): AttemptLimit {
  const name = createHash('sha256').update(email).digest('base64url');
  return { key: `account:${name}`, threshold: 5 };
}

/** Closes after twenty failures, whatever accounts they aimed at. */
export function addressLimit(address: string | null): AttemptLimit[] {
  return address === null ? [] : [{ key: `address:${address}`, threshold: 20 }];
}

/**
 * Counts an attempt as failed before it is made, so that many at once cannot slip through; false
 * when one of the limits is closed. Each failure beyond the threshold doubles the wait.
 */
export async function claimAttempt(ctx: AccountContext, limits: AttemptLimit[]): Promise<boolean> {
  return forSystem(async (tx) => {
    for (const limit of limits) {
      const claimed = await tx
        .insert(signInAttempts)
        .values({ key: limit.key, failures: 1, lastFailedAt: ctx.now() })
        .onConflictDoUpdate(oneMore(limit, ctx.now()))
        .returning({ key: signInAttempts.key });
      if (claimed.length === 0) return false;
    }
    return true;
  });
}

/** The attempt succeeded: its account opens, the address gets this one back, old failures go. */
export async function forgiveAttempt(limits: AttemptLimit[]): Promise<void> {
  await forSystem(async (tx) => {
    const forgotten = sql`now() - make_interval(hours => ${2 * forgottenAfterHours})`;
    await tx.delete(signInAttempts).where(lt(signInAttempts.lastFailedAt, forgotten));
    for (const { key } of limits) {
      const row = eq(signInAttempts.key, key);
      if (key.startsWith('address:')) {
        const failures = sql`greatest(${signInAttempts.failures} - 1, 0)`;
        await tx.update(signInAttempts).set({ failures, lockedUntil: null }).where(row);
      } else {
        await tx.delete(signInAttempts).where(row);
      }
    }
  });
}

function oneMore({ threshold }: AttemptLimit, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const kept = sql`case when sign_in_attempts.last_failed_at
    < ${at} - make_interval(hours => ${forgottenAfterHours}) then 0 else sign_in_attempts.failures end`;
  const beyond = sql`(${kept}) + 1 - ${threshold}::int`;
  const wait = sql`least(${firstLockSeconds} * power(2, least(${beyond}, 20)), ${longestLockSeconds})`;
  return {
    target: signInAttempts.key,
    set: {
      failures: sql`(${kept}) + 1`,
      lastFailedAt: now,
      lockedUntil: sql`case when ${beyond} >= 0 then ${at} + make_interval(secs => ${wait}) end`,
    },
    setWhere: or(isNull(signInAttempts.lockedUntil), lte(signInAttempts.lockedUntil, now)),
  };
}
