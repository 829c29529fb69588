import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { changeMember, keepAnOwner, lockMember } from '#server/domain/members/internal.ts';
import { endSessionsWithoutBusiness } from '#server/domain/sessions/end-sessions.ts';

/** Gives up one's own place; the last owner cannot. An admin may enable the member again. */
export async function leaveBusiness(ctx: BusinessContext): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'member') throw new ServiceError('FORBIDDEN', 'Only a member can leave.');
  const { memberId } = actor;
  await ctx.db(async (tx) => {
    const member = await lockMember(ctx, tx, memberId);
    if (member.disabledAt !== null) return;
    await keepAnOwner(ctx, tx, member);
    await changeMember(ctx, tx, member, { disabledAt: ctx.now() });
    await endSessionsWithoutBusiness(tx, member.userId, ctx.now());
    await recordActivity(ctx, tx, { kind: 'member.left', data: { memberId, name: member.name } });
  });
  ctx.log.info({ event: 'member.left', memberId }, 'member left');
}
