import { randomBytes } from 'node:crypto';
import { and, desc, eq, lt } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { userSessions } from '#db/schema/users.ts';
import type { AccountContext } from '#server/domain/account-context.ts';

const absoluteDays = 90;
const dayMs = 86_400_000;

/** A new session for a person who proved who they are, in the business they used last. */
export async function startSession(ctx: AccountContext, userId: string): Promise<string> {
  const id = randomReference();
  const now = ctx.now();
  await forSystem(async (tx) => {
    const [last] = await tx
      .select({ businessId: userSessions.businessId })
      .from(userSessions)
      .where(eq(userSessions.userId, userId))
      .orderBy(desc(userSessions.lastSeenAt))
      .limit(1);
    await tx
      .delete(userSessions)
      .where(and(eq(userSessions.userId, userId), lt(userSessions.expiresAt, now)));
    await tx.insert(userSessions).values({
      id,
      userId,
      businessId: last?.businessId ?? null,
      userAgent: ctx.client.userAgent?.slice(0, 400) ?? null,
      address: ctx.client.address,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + absoluteDays * dayMs),
    });
  });
  return id;
}

/** 128 random bits in the form of a uuid; a real uuid spends six of them on its version. */
function randomReference(): string {
  const hex = randomBytes(16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
