import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { invitations, members } from '#db/schema/members.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { deliverInvitation, issueToken } from '#server/domain/invitations/internal.ts';
import type { IssuedInvitation } from '#server/domain/invitations/internal.ts';
import type { createInvitationSchema } from '#server/domain/invitations/schema.ts';
import { requireManage } from '#server/domain/members/require-manage.ts';

/** Invites somebody by email for seven days; one open invitation per email. */
export async function createInvitation(
  ctx: BusinessContext,
  { email, role }: z.output<typeof createInvitationSchema>,
): Promise<IssuedInvitation> {
  requireManage(ctx, role);
  const { actor, businessId } = ctx;
  if (actor.kind !== 'member') throw new ServiceError('FORBIDDEN', 'Only a member can invite.');
  const { token, tokenHash, expiresAt } = issueToken(ctx.now());
  const invitationId = await ctx.db(async (tx) => {
    await refuseDuplicates(ctx, tx, email);
    const [row] = await tx
      .insert(invitations)
      .values({ businessId, email, role, tokenHash, expiresAt, invitedByMemberId: actor.memberId })
      .returning({ id: invitations.id });
    await recordActivity(ctx, tx, { kind: 'member.invited', data: { email, role } });
    await ctx.publish(tx, { name: 'member.updated', ids: { memberId: actor.memberId } });
    return row?.id ?? '';
  });
  return deliverInvitation(ctx, { invitationId, email, token });
}

async function refuseDuplicates(ctx: BusinessContext, tx: BusinessTx, email: string) {
  const { businessId } = ctx;
  // Two admins who invite the same person at once take turns here.
  await tx.execute(sql`select 1 from ${businesses} where id = ${businessId} for no key update`);
  const [member] = await tx
    .select({ disabledAt: members.disabledAt })
    .from(members)
    .where(and(eq(members.businessId, businessId), eq(members.email, email)));
  if (member !== undefined) throw new ServiceError('CONFLICT', alreadyHere(member.disabledAt));
  const waiting = and(
    eq(invitations.businessId, businessId),
    eq(invitations.email, email),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );
  const open = await tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(and(waiting, gt(invitations.expiresAt, ctx.now())));
  if (open.length > 0) {
    throw new ServiceError(
      'CONFLICT',
      'This person already has an invitation. Make a new link for it in the list.',
    );
  }
  await tx
    .update(invitations)
    .set({ revokedAt: ctx.now() })
    .where(and(waiting, lte(invitations.expiresAt, ctx.now())));
}

function alreadyHere(disabledAt: Date | null): string {
  return disabledAt === null
    ? 'This person already works here.'
    : 'This person worked here before. Enable them in the list instead.';
}
