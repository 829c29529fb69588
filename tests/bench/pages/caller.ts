import { memberContext, memberProcedure, createCallerFactory, router } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';
import type { SeededBusiness } from '#tests/bench/pages/seed.ts';

const constant = router({ answer: memberProcedure.query(() => 42) });

/** The product's procedures and one that does nothing, called as the owner, as a page calls them. */
export function createCallers({ businessId, userId, memberId }: SeededBusiness) {
  const current = {
    businessId,
    memberId,
    role: 'owner' as const,
    name: 'Bench',
    businessName: 'Bench',
    logoVersion: null,
  };
  const context = {
    session: {
      sessionId: userId,
      user: { id: userId, name: 'Bench', email: 'owner@bench.test' },
      memberships: [current],
      current,
    },
    address: null,
    userAgent: null,
    requestId: 'bench',
    contextFor: memberContext,
  };
  return {
    product: createCallerFactory(appRouter)(context),
    nothing: createCallerFactory(constant)(context),
  };
}
