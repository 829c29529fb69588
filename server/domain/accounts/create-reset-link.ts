import { and, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { withSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import { businesses } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import { issueReset } from '#server/domain/accounts/internal.ts';
import type { createResetLinkSchema } from '#server/domain/accounts/schema.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { mayManage, requireManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

const lifeHours = 24;

/**
 * A link with which a member chooses a new password, for the admin to pass on. A login opens every
 * business of its person, so the admin must decide about them in all of these.
 */
export async function createResetLink(
  ctx: BusinessContext,
  { memberId }: z.output<typeof createResetLinkSchema>,
): Promise<{ link: string; name: string }> {
  requireRole(ctx, 'admin');
  const { actor, businessId } = ctx;
  if (actor.kind !== 'member') throw new ServiceError('FORBIDDEN', 'Only a member can do this.');
  const made = await ctx.db(async (tx) => {
    const [member] = await tx
      .select()
      .from(members)
      .where(and(eq(members.businessId, businessId), eq(members.id, memberId)));
    if (member === undefined) throw notFound('member');
    requireManage(ctx, member.role);
    const link = await withSystem(tx, async (system) => {
      await requireManageEverywhere(system, actor.userId, member.userId);
      return issueReset(system, member.userId, { now: ctx.now(), lifeHours });
    });
    await recordActivity(ctx, tx, {
      kind: 'member.reset_link_created',
      data: { memberId, name: member.name },
    });
    return { link, name: member.name };
  });
  ctx.log.info({ event: 'reset.link_created', memberId }, 'password reset link made');
  return made;
}

async function requireManageEverywhere(system: SystemTx, actorId: string, targetId: string) {
  const placesOf = (userId: string) =>
    system
      .select({
        businessId: members.businessId,
        role: members.role,
        disabledAt: members.disabledAt,
      })
      .from(members)
      .innerJoin(businesses, eq(businesses.id, members.businessId))
      .where(and(eq(members.userId, userId), isNull(businesses.deletedAt)));
  const mine = await placesOf(actorId);
  const theirs = await placesOf(targetId);
  const decides = theirs.every(({ businessId, role }) =>
    mine.some(
      (place) =>
        place.businessId === businessId && place.disabledAt === null && mayManage(place.role, role),
    ),
  );
  if (decides) return;
  throw new ServiceError(
    'FORBIDDEN',
    'This person also works elsewhere, so only they can reset their password: “Forgot it?” on the sign-in page.',
  );
}
