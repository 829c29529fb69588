import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { invitations } from '#db/schema/members.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import {
  deliverInvitation,
  getPendingInvitation,
  issueToken,
} from '#server/domain/invitations/internal.ts';
import type { IssuedInvitation } from '#server/domain/invitations/internal.ts';
import type { invitationIdSchema } from '#server/domain/invitations/schema.ts';
import { requireManage } from '#server/domain/members/require-manage.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** A new link for another seven days; the old one stops working. */
export async function resendInvitation(
  ctx: BusinessContext,
  { invitationId }: z.output<typeof invitationIdSchema>,
): Promise<IssuedInvitation> {
  requireRole(ctx, 'admin');
  const { token, tokenHash, expiresAt } = issueToken(ctx.now());
  const { email } = await ctx.db(async (tx) => {
    const invitation = await getPendingInvitation(ctx, tx, invitationId);
    requireManage(ctx, invitation.role);
    await tx
      .update(invitations)
      .set({ tokenHash, expiresAt })
      .where(and(eq(invitations.businessId, ctx.businessId), eq(invitations.id, invitationId)));
    return invitation;
  });
  return deliverInvitation(ctx, { invitationId, email, token });
}
