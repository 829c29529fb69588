import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { businesses } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { getBusiness } from '#server/domain/businesses/get-business.ts';
import type { deleteBusinessSchema } from '#server/domain/businesses/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/**
 * Closes the business for everybody at once and lets go of its channels, so that the numbers can be
 * connected elsewhere. Owners only, who type its name.
 */
export async function deleteBusiness(
  ctx: BusinessContext,
  { confirmation }: z.output<typeof deleteBusinessSchema>,
): Promise<void> {
  requireRole(ctx, 'owner');
  const { businessId } = ctx;
  await ctx.db(async (tx) => {
    const { name } = await getBusiness(ctx);
    if (confirmation !== name) {
      throw new ServiceError('BAD_REQUEST', `Type “${name}” exactly to delete the business.`, {
        details: { field: 'confirmation' },
      });
    }
    await tx
      .update(channels)
      .set({
        status: 'disconnected',
        statusReason: 'The business was deleted.',
        encryptedCredentials: '',
        verifyTokenHash: null,
      })
      .where(eq(channels.businessId, businessId));
    await tx.update(businesses).set({ deletedAt: ctx.now() }).where(eq(businesses.id, businessId));
    await recordActivity(ctx, tx, { kind: 'business.deleted' });
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
  ctx.log.info({ event: 'business.deleted', businessId }, 'business deleted');
}
