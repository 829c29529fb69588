import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { members } from '#db/schema/members.ts';
import { users } from '#db/schema/users.ts';
import type { SignedInContext } from '#server/domain/account-context.ts';
import type { renameUserSchema } from '#server/domain/accounts/schema.ts';

/** Changes one's own name, in every business one works in; doing it again finishes what a crash left. */
export async function renameUser(
  ctx: SignedInContext,
  { name }: z.output<typeof renameUserSchema>,
): Promise<void> {
  const { user, memberships } = ctx.session;
  await forSystem((tx) => tx.update(users).set({ name }).where(eq(users.id, user.id)));
  for (const { businessId, memberId, role } of memberships) {
    const actor = { kind: 'member', memberId, userId: user.id, role, name } as const;
    const business = ctx.inBusiness(businessId, actor);
    await business.db(async (tx) => {
      await tx
        .update(members)
        .set({ name })
        .where(and(eq(members.businessId, businessId), eq(members.id, memberId)));
      await business.publish(tx, { name: 'member.updated', ids: { memberId } });
    });
  }
}
