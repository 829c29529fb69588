import { and, desc, eq, isNull } from 'drizzle-orm';
import { invitations } from '#db/schema/members.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { mayManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** The invitations that nobody has answered yet, newest first; for admins. */
export async function listInvitations(ctx: BusinessContext) {
  requireRole(ctx, 'admin');
  const { actor } = ctx;
  const rows = await ctx.db((tx) =>
    tx
      .select()
      .from(invitations)
      .where(
        and(
          eq(invitations.businessId, ctx.businessId),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
        ),
      )
      .orderBy(desc(invitations.id)),
  );
  return rows.map(({ id, email, role, expiresAt }) => ({
    id,
    email,
    role,
    expiresAt,
    isExpired: expiresAt <= ctx.now(),
    canManage: actor.kind === 'member' && mayManage(actor.role, role),
  }));
}
