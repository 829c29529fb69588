import { and, eq, isNull, ne, notExists, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem, withSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import { userSessions } from '#db/schema/users.ts';
import type { SignedInContext } from '#server/domain/account-context.ts';
import { notFound } from '#server/domain/errors.ts';
import type { endSessionSchema } from '#server/domain/sessions/schema.ts';

/** Ends one of one's own sessions; another person's is NOT_FOUND. */
export async function endSession(
  ctx: SignedInContext,
  { sessionId }: z.output<typeof endSessionSchema>,
): Promise<void> {
  const mine = and(eq(userSessions.id, sessionId), eq(userSessions.userId, ctx.session.user.id));
  const ended = await forSystem((tx) => end(tx, mine, ctx.now()));
  if (ended.length === 0) throw notFound('session');
  ctx.log.info({ event: 'session.ended', userId: ctx.session.user.id }, 'session ended');
}

/** Ends all of one's own sessions but this one; returns how many. */
export async function endOtherSessions(ctx: SignedInContext): Promise<number> {
  const { user, sessionId } = ctx.session;
  const others = and(eq(userSessions.userId, user.id), ne(userSessions.id, sessionId));
  const ended = await forSystem((tx) => end(tx, others, ctx.now()));
  ctx.log.info({ event: 'session.others_ended', userId: user.id }, 'other sessions ended');
  return ended.length;
}

/** Ends the session when its browser signs out; ending twice is harmless. */
export async function endSessionAtSignOut(sessionId: string, now: Date): Promise<void> {
  await forSystem((tx) => end(tx, eq(userSessions.id, sessionId), now));
}

/** Ends every session of a person, whose password just changed hands. */
export async function endAllSessions(tx: SystemTx, userId: string, now: Date): Promise<void> {
  await end(tx, eq(userSessions.userId, userId), now);
}

/** Ends the sessions of a person who has no place in any living business left. */
export async function endSessionsWithoutBusiness(
  tx: BusinessTx,
  userId: string,
  now: Date,
): Promise<void> {
  await withSystem(tx, (system) => {
    const places = system
      .select({ one: sql`1` })
      .from(members)
      .innerJoin(businesses, eq(businesses.id, members.businessId))
      .where(
        and(eq(members.userId, userId), isNull(members.disabledAt), isNull(businesses.deletedAt)),
      );
    return end(system, and(eq(userSessions.userId, userId), notExists(places)), now);
  });
}

function end(tx: SystemTx, which: ReturnType<typeof and>, now: Date) {
  return tx
    .update(userSessions)
    .set({ endedAt: now })
    .where(and(which, isNull(userSessions.endedAt)))
    .returning({ id: userSessions.id });
}
