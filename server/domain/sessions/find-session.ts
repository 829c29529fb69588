import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import { businesses } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import { users, userSessions } from '#db/schema/users.ts';
import type { Membership, Session } from '#server/auth/types.ts';

const idleDays = 30;
const touchEveryMs = 60_000;
const dayMs = 86_400_000;

/** The live session with this reference, with what its person may do at this very moment. */
export async function findSession(sessionId: string, now: Date): Promise<Session | null> {
  return forSystem(async (tx) => {
    const rows = await readSession(tx, sessionId, now);
    const [first] = rows;
    if (first === undefined) return null;
    await touch(tx, first.session, now);
    const memberships = rows.flatMap(({ member, business }) =>
      member === null || business === null ? [] : [toMembership(member, business)],
    );
    const inUse = memberships.find((place) => place.businessId === first.session.businessId);
    return {
      sessionId,
      user: first.user,
      memberships,
      current: inUse ?? memberships[0] ?? null,
    };
  });
}

function readSession(tx: SystemTx, sessionId: string, now: Date) {
  return tx
    .select({
      session: {
        id: userSessions.id,
        businessId: userSessions.businessId,
        lastSeenAt: userSessions.lastSeenAt,
      },
      user: { id: users.id, name: users.name, email: users.email },
      member: members,
      business: businesses,
    })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .leftJoin(members, and(eq(members.userId, users.id), isNull(members.disabledAt)))
    .leftJoin(businesses, and(eq(businesses.id, members.businessId), isNull(businesses.deletedAt)))
    .where(
      and(
        eq(userSessions.id, sessionId),
        isNull(userSessions.endedAt),
        gt(userSessions.expiresAt, now),
        gt(userSessions.lastSeenAt, new Date(now.getTime() - idleDays * dayMs)),
      ),
    )
    .orderBy(asc(members.createdAt), asc(members.id));
}

async function touch(tx: SystemTx, session: { id: string; lastSeenAt: Date }, now: Date) {
  const due = new Date(now.getTime() - touchEveryMs);
  if (session.lastSeenAt > due) return;
  await tx
    .update(userSessions)
    .set({ lastSeenAt: now })
    .where(and(eq(userSessions.id, session.id), lt(userSessions.lastSeenAt, due)));
}

function toMembership(
  member: typeof members.$inferSelect,
  business: typeof businesses.$inferSelect,
): Membership {
  return {
    businessId: member.businessId,
    memberId: member.id,
    role: member.role,
    name: member.name,
    businessName: business.name,
    logoVersion: business.logoVersion,
  };
}
