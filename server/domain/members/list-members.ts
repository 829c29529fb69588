import { eq, sql } from 'drizzle-orm';
import { members } from '#db/schema/members.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { mayManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** Everybody with a place in the business, disabled ones last; for admins. */
export async function listMembers(ctx: BusinessContext) {
  requireRole(ctx, 'admin');
  const { actor } = ctx;
  const rows = await ctx.db((tx) =>
    tx
      .select()
      .from(members)
      .where(eq(members.businessId, ctx.businessId))
      .orderBy(
        sql`${members.disabledAt} is not null`,
        sql`${members.name} collate "und-x-icu"`,
        members.id,
      ),
  );
  return rows.map(({ id, name, email, role, createdAt, disabledAt }) => ({
    id,
    name,
    email,
    role,
    createdAt,
    disabledAt,
    isSelf: actor.kind === 'member' && actor.memberId === id,
    canManage: actor.kind === 'member' && mayManage(actor.role, role),
  }));
}
