import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { invitations } from '#db/schema/members.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { getPendingInvitation } from '#server/domain/invitations/internal.ts';
import type { invitationIdSchema } from '#server/domain/invitations/schema.ts';
import { requireManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** Takes an invitation back: its link stops working. */
export async function revokeInvitation(
  ctx: BusinessContext,
  { invitationId }: z.output<typeof invitationIdSchema>,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const { email, role } = await getPendingInvitation(ctx, tx, invitationId);
    requireManage(ctx, role);
    await tx
      .update(invitations)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(invitations.businessId, ctx.businessId), eq(invitations.id, invitationId)));
    await recordActivity(ctx, tx, { kind: 'invitation.revoked', data: { email, role } });
  });
}
