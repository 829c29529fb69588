import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { userSessions } from '#db/schema/users.ts';
import type { SignedInContext } from '#server/domain/account-context.ts';
import { describeDevice } from '#server/domain/sessions/describe-device.ts';

/** Where one is signed in: this browser first, then the one seen last. */
export async function listSessions(ctx: SignedInContext) {
  const rows = await forSystem((tx) =>
    tx
      .select()
      .from(userSessions)
      .where(
        and(
          eq(userSessions.userId, ctx.session.user.id),
          isNull(userSessions.endedAt),
          gt(userSessions.expiresAt, ctx.now()),
        ),
      )
      .orderBy(desc(userSessions.lastSeenAt))
      .limit(100),
  );
  return rows
    .map((row) => ({
      id: row.id,
      device: describeDevice(row.userAgent),
      address: row.address,
      createdAt: row.createdAt,
      lastSeenAt: row.lastSeenAt,
      isCurrent: row.id === ctx.session.sessionId,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}
