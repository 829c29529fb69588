import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { members } from '#db/schema/members.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { campaignStateAfter } from '#server/domain/campaigns/transitions.ts';
import type { CampaignAction } from '#server/domain/campaigns/transitions.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';

export type CampaignRow = typeof campaigns.$inferSelect;

const done: Record<CampaignAction, string> = {
  launch: 'launched',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  complete: 'completed',
};

/** A campaign as screens show it: with its channel and who made it, without its contacts. */
export function selectCampaigns(tx: BusinessTx) {
  return tx
    .select({
      id: campaigns.id,
      name: campaigns.name,
      text: campaigns.text,
      template: campaigns.template,
      channelId: campaigns.channelId,
      channelKind: channels.kind,
      channelName: channels.name,
      state: campaigns.state,
      stateAt: campaigns.stateAt,
      pauseReason: campaigns.pauseReason,
      pauseSentence: campaigns.pauseSentence,
      waitReason: campaigns.waitReason,
      waitUntil: campaigns.waitUntil,
      createdByName: members.name,
      createdAt: campaigns.createdAt,
      launchedAt: campaigns.launchedAt,
      endedAt: campaigns.endedAt,
    })
    .from(campaigns)
    .innerJoin(
      channels,
      and(eq(channels.businessId, campaigns.businessId), eq(channels.id, campaigns.channelId)),
    )
    .leftJoin(
      members,
      and(
        eq(members.businessId, campaigns.businessId),
        eq(members.id, campaigns.createdByMemberId),
      ),
    )
    .$dynamic();
}

/**
 * The campaign, locked, when the action changes it; null when it is there already. Throws NOT_FOUND,
 * and CONFLICT when the action does not lead on from where it is.
 */
export async function lockCampaignFor(
  tx: BusinessTx,
  campaignId: string,
  action: CampaignAction,
): Promise<CampaignRow | null> {
  const [campaign] = await tx
    .select()
    .from(campaigns)
    .where(eq(campaigns.id, campaignId))
    .for('update');
  if (campaign === undefined) throw notFound('bulk send');
  const next = campaignStateAfter(action, campaign.state);
  if (next === 'there') return null;
  if (next !== null) return campaign;
  throw new ServiceError(
    'CONFLICT',
    `This bulk send is ${campaign.state}, so it cannot be ${done[action]}.`,
  );
}

/** Moves a locked campaign on, and tells its timeline and the screens. */
export async function moveCampaign(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaign: CampaignRow,
  action: CampaignAction,
  changes: Partial<CampaignRow> = {},
): Promise<void> {
  const state = campaignStateAfter(action, campaign.state);
  if (state === null || state === 'there') throw new Error(`A ${campaign.state} one cannot do so.`);
  await tx
    .update(campaigns)
    .set({
      state,
      stateAt: ctx.now(),
      pauseReason: null,
      pauseSentence: null,
      waitReason: null,
      waitUntil: null,
      troubleSince: null,
      ...changes,
    })
    .where(eq(campaigns.id, campaign.id));
  const { pauseSentence: reason } = changes;
  await recordActivity(ctx, tx, {
    kind: `campaign.${done[action]}`,
    data: { campaignId: campaign.id, name: campaign.name, ...(reason && { reason }) },
  });
  await publishCampaign(ctx, tx, campaign.id);
}

/** Tells the screens that a campaign is not as it was. */
export async function publishCampaign(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaignId: string,
): Promise<void> {
  await ctx.publish(tx, { name: 'campaign.updated', ids: { campaignId } });
}

/** Has a running campaign carried out from now on by a new run; whoever is at it steps back. */
export async function startRun(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id: campaignId, run }: Pick<CampaignRow, 'id' | 'run'>,
): Promise<void> {
  const next = run + 1;
  await tx.update(campaigns).set({ run: next }).where(eq(campaigns.id, campaignId));
  await ctx.enqueue(tx, {
    name: 'campaign.launched',
    data: { businessId: ctx.businessId, campaignId, run: next },
    key: `campaign/${campaignId}/${next.toString()}`,
  });
}
