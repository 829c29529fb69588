import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { SignedInContext } from '#server/domain/account-context.ts';
import { openBusiness } from '#server/domain/businesses/open-business.ts';
import type { createBusinessSchema } from '#server/domain/businesses/schema.ts';
import { workInBusiness } from '#server/domain/businesses/switch-business.ts';

/** Opens a business of one's own, another one perhaps, and goes to work in it. */
export async function createBusiness(
  ctx: SignedInContext,
  input: z.output<typeof createBusinessSchema>,
): Promise<{ businessId: string }> {
  const { user, sessionId } = ctx.session;
  const [businessId, memberId] = [randomUUID(), randomUUID()];
  const { id: userId, name, email } = user;
  const owner = { kind: 'member', memberId, userId, role: 'owner', name } as const;
  const business = ctx.inBusiness(businessId, owner);
  await business.db((tx) => openBusiness(business, tx, { ...input, owner, email }));
  await workInBusiness(sessionId, businessId);
  ctx.log.info({ event: 'business.created', businessId, userId }, 'business created');
  return { businessId };
}
