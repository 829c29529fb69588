import type { z } from 'zod';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { changeMember, keepAnOwner, lockMember } from '#server/domain/members/internal.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import type { changeRoleSchema } from '#server/domain/members/schema.ts';

/** Gives a member another role; owners only, since every change makes or unmakes an admin or owner. */
export async function changeRole(
  ctx: BusinessContext,
  { memberId, role }: z.output<typeof changeRoleSchema>,
): Promise<void> {
  requireRole(ctx, 'owner');
  await ctx.db(async (tx) => {
    const member = await lockMember(ctx, tx, memberId);
    if (member.role === role) return;
    await keepAnOwner(ctx, tx, member);
    await changeMember(ctx, tx, member, { role });
    await recordActivity(ctx, tx, {
      kind: 'member.role_changed',
      data: { memberId, name: member.name, from: member.role, to: role },
    });
  });
}
