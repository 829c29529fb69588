import { and, count, eq } from 'drizzle-orm';
import { countBusinessWork } from '#db/business-runs.ts';
import { deadLetters } from '#db/schema/webhooks.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { env } from '#server/env.ts';

/** How the background work of this business stands. Throws FORBIDDEN. */
export async function getSystem(ctx: BusinessContext) {
  requireRole(ctx, 'admin');
  const work = await countBusinessWork(ctx.businessId);
  const [dropped] = await ctx.db((tx) =>
    tx
      .select({ waiting: count() })
      .from(deadLetters)
      .where(and(eq(deadLetters.businessId, ctx.businessId), eq(deadLetters.state, 'waiting'))),
  );
  return {
    ...work,
    dropped: dropped?.waiting ?? 0,
    /** The address of the server that does the work; null when it is done here. */
    jobServer: env().INNGEST_BASE_URL ?? null,
  };
}
