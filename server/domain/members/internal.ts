import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';

export type MemberRow = typeof members.$inferSelect;

/** Reads a member while nobody else changes the team: two owners cannot remove one another. */
export async function lockMember(
  ctx: BusinessContext,
  tx: BusinessTx,
  memberId: string,
): Promise<MemberRow> {
  const { businessId } = ctx;
  await tx.execute(sql`select 1 from ${businesses} where id = ${businessId} for no key update`);
  const [member] = await tx
    .select()
    .from(members)
    .where(and(eq(members.businessId, businessId), eq(members.id, memberId)));
  if (member === undefined) throw notFound('member');
  return member;
}

/** Throws PRECONDITION_FAILED when this is the last owner who can sign in. */
export async function keepAnOwner(
  ctx: BusinessContext,
  tx: BusinessTx,
  member: MemberRow,
): Promise<void> {
  if (member.role !== 'owner' || member.disabledAt !== null) return;
  const [other] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.businessId, ctx.businessId),
        eq(members.role, 'owner'),
        isNull(members.disabledAt),
        ne(members.id, member.id),
      ),
    )
    .limit(1);
  if (other === undefined) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `${member.name} is the only owner. Make somebody else an owner first.`,
    );
  }
}

/** Changes the row and tells browsers, which ask again what they may do. */
export async function changeMember(
  ctx: BusinessContext,
  tx: BusinessTx,
  member: MemberRow,
  change: Partial<Pick<MemberRow, 'role' | 'disabledAt'>>,
): Promise<void> {
  await tx
    .update(members)
    .set(change)
    .where(and(eq(members.businessId, ctx.businessId), eq(members.id, member.id)));
  await ctx.publish(tx, { name: 'member.updated', ids: { memberId: member.id } });
}

/** Whether the actor is this very member. */
export function isSelf(ctx: BusinessContext, memberId: string): boolean {
  return ctx.actor.kind === 'member' && ctx.actor.memberId === memberId;
}
