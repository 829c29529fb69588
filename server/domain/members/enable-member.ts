import type { z } from 'zod';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { changeMember, lockMember } from '#server/domain/members/internal.ts';
import { requireManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import type { memberIdSchema } from '#server/domain/members/schema.ts';

/** Gives a disabled member their place back, with the role they had. */
export async function enableMember(
  ctx: BusinessContext,
  { memberId }: z.output<typeof memberIdSchema>,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const member = await lockMember(ctx, tx, memberId);
    requireManage(ctx, member.role);
    if (member.disabledAt === null) return;
    await changeMember(ctx, tx, member, { disabledAt: null });
    await recordActivity(ctx, tx, {
      kind: 'member.enabled',
      data: { memberId, name: member.name },
    });
  });
  ctx.log.info({ event: 'member.enabled', memberId }, 'member enabled');
}
