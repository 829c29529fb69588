import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { userSessions } from '#db/schema/users.ts';
import type { SignedInContext } from '#server/domain/account-context.ts';
import type { switchBusinessSchema } from '#server/domain/businesses/schema.ts';
import { notFound } from '#server/domain/errors.ts';

/** Goes to work in another of one's businesses, in this browser. */
export async function switchBusiness(
  ctx: SignedInContext,
  { businessId }: z.output<typeof switchBusinessSchema>,
): Promise<void> {
  const { memberships, sessionId } = ctx.session;
  if (!memberships.some((place) => place.businessId === businessId)) throw notFound('business');
  await workInBusiness(sessionId, businessId);
}

/** Notes in the session which business it works in; the caller has checked the place there. */
export async function workInBusiness(sessionId: string, businessId: string): Promise<void> {
  await forSystem((tx) =>
    tx.update(userSessions).set({ businessId }).where(eq(userSessions.id, sessionId)),
  );
}
