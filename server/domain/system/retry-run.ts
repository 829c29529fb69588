import { restartBusinessRun } from '#db/business-runs.ts';
import { withSystem } from '#db/system.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Takes failed work up again where it failed, or does not let a waiting try wait. Throws NOT_FOUND,
 * FORBIDDEN, and CONFLICT when the work is under way or done.
 */
export async function retryRun(ctx: BusinessContext, input: { runId: string }): Promise<void> {
  requireRole(ctx, 'admin');
  const { businessId } = ctx;
  await ctx.db(async (tx) => {
    const isRestarted = await withSystem(tx, (system) =>
      restartBusinessRun(system, businessId, input.runId),
    );
    if (isRestarted === null) throw notFound('piece of work');
    if (!isRestarted) throw new ServiceError('CONFLICT', 'This work is under way or done already.');
    await recordActivity(ctx, tx, { kind: 'run.retried', data: { runId: input.runId } });
    await ctx.publish(tx, { name: 'system.updated', ids: {} });
  });
}
