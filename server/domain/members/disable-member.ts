import type { z } from 'zod';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { changeMember, isSelf, keepAnOwner, lockMember } from '#server/domain/members/internal.ts';
import { requireManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import type { memberIdSchema } from '#server/domain/members/schema.ts';
import { endSessionsWithoutBusiness } from '#server/domain/sessions/end-sessions.ts';

/** Takes away a member's place at once: their next request, and any open stream, is refused. */
export async function disableMember(
  ctx: BusinessContext,
  { memberId }: z.output<typeof memberIdSchema>,
): Promise<void> {
  requireRole(ctx, 'admin');
  if (isSelf(ctx, memberId)) {
    throw new ServiceError('BAD_REQUEST', 'To stop working here yourself, leave the business.');
  }
  await ctx.db(async (tx) => {
    const member = await lockMember(ctx, tx, memberId);
    requireManage(ctx, member.role);
    if (member.disabledAt !== null) return;
    await keepAnOwner(ctx, tx, member);
    await changeMember(ctx, tx, member, { disabledAt: ctx.now() });
    await endSessionsWithoutBusiness(tx, member.userId, ctx.now());
    await recordActivity(ctx, tx, {
      kind: 'member.disabled',
      data: { memberId, name: member.name },
    });
  });
  ctx.log.info({ event: 'member.disabled', memberId }, 'member disabled');
}
