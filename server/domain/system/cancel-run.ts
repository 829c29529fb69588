import { z } from 'zod';
import { cancelBusinessRun } from '#db/business-runs.ts';
import type { RunSubject } from '#db/business-runs.ts';
import type { BusinessTx } from '#db/business.ts';
import { withSystem } from '#db/system.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { pauseCampaignIfRunning } from '#server/domain/campaigns/pause-campaigns.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { giveUpMessage } from '#server/domain/messages/give-up-message.ts';

/**
 * Ends work that is not over, for good: a step at work ends unheeded and no other begins. The message
 * that the work was for says so, a bulk send is paused, and goes out only when a person asks again.
 * Throws NOT_FOUND, FORBIDDEN, and CONFLICT when the work is over.
 */
export async function cancelRun(ctx: BusinessContext, input: { runId: string }): Promise<void> {
  requireRole(ctx, 'admin');
  const { actor, businessId } = ctx;
  const name = actor.kind === 'member' ? actor.name : 'an admin';
  await ctx.db(async (tx) => {
    const cancelled = await withSystem(tx, (system) =>
      cancelBusinessRun(system, businessId, { ...input, reason: `${name} asked for it` }),
    );
    if (cancelled === null) throw notFound('piece of work');
    if (cancelled === false) throw new ServiceError('CONFLICT', 'This work is over already.');
    await settleSubject(ctx, tx, cancelled, name);
    await recordActivity(ctx, tx, {
      kind: 'run.cancelled',
      data: { runId: input.runId, functionId: cancelled.functionId },
    });
    await ctx.publish(tx, { name: 'system.updated', ids: {} });
  });
}

const ofMessage = z.object({ messageId: z.uuid(), scheduledFor: z.coerce.date().optional() });
const ofCampaign = z.object({ campaignId: z.uuid() });

/** Without it, what the work was for would wait for ever, or be found stranded and asked for again. */
async function settleSubject(
  ctx: BusinessContext,
  tx: BusinessTx,
  { name: event, data }: RunSubject,
  by: string,
): Promise<void> {
  if (event === 'campaign.launched') {
    const { campaignId } = ofCampaign.parse(data);
    const sentence = `${by} cancelled the work that sent it.`;
    await pauseCampaignIfRunning(ctx, tx, campaignId, { reason: 'work_cancelled', sentence });
  }
  if (event !== 'message.queued' && event !== 'message.scheduled') return;
  const { messageId, scheduledFor } = ofMessage.parse(data);
  await giveUpMessage(ctx, tx, { messageId, by, ...(scheduledFor && { scheduledFor }) });
}
