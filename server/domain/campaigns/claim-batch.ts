import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns, recipients } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { begunConversations } from '#db/schema/sending.ts';
import type { ChannelConnection, OutboundMessage } from '#server/channels/types.ts';
import { holdCampaign } from '#server/domain/campaigns/hold-campaign.ts';
import { moveCampaign } from '#server/domain/campaigns/internal.ts';
import type { CampaignRow } from '#server/domain/campaigns/internal.ts';
import { dropTries, settleLapsed } from '#server/domain/campaigns/settle-sends.ts';
import { sortCandidates } from '#server/domain/campaigns/sort-candidates.ts';
import { takeCandidates } from '#server/domain/campaigns/take-candidates.ts';
import { writeBatch } from '#server/domain/campaigns/write-batch.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { leaseSeconds, openChannel, outboundOf } from '#server/domain/messages/claim-message.ts';
import { checkChannel, dayMs } from '#server/domain/sending/check-send.ts';
import { campaignTurns, channelRate, waitForCampaign } from '#server/domain/sending/pace.ts';
import { readManySendFacts } from '#server/domain/sending/read-send-facts.ts';
import { lockChannelPace } from '#server/domain/sending/take-turn.ts';

type ChannelRow = typeof channels.$inferSelect;

/** Recipients of one transaction: at a thousand a second half a second's worth. */
export const batchSize = 500;
/** However slow the channel is, so many are looked at: the gate may refuse most of them. */
const fewestLookedAt = 50;
/** So many times a second a bulk send comes for its turns, or less when there is but one. */
const roundsPerSecond = 4;
const elsewhereMs = 1_000;

export interface BatchInput {
  campaignId: string;
  /** Who carries it out, when that counts: a later run supersedes it. */
  run?: number | undefined;
}

export type BatchClaim =
  | {
      kind: 'send';
      channelId: string;
      connection: ChannelConnection;
      outbound: OutboundMessage[];
      /** Their leases run from here. */
      claimedAt: Date;
    }
  /** Nothing may go for so long. */
  | { kind: 'wait'; ms: number }
  /** It is not running, or another run has it. */
  | { kind: 'over' };

/**
 * Takes the recipients of a campaign that may be written to now, in one transaction: tries that are
 * due first. Each is asked for at the gate, and paid for at the paces of the channel and the person.
 */
export async function claimBatch(ctx: BusinessContext, input: BatchInput): Promise<BatchClaim> {
  return ctx.db(async (tx) => {
    const found = await lockCampaign(tx, input.campaignId);
    if (found === null) return { kind: 'over' };
    const { campaign, channel } = found;
    await settleLapsed(ctx, tx, campaign.id);
    if (campaign.state === 'cancelled') await dropTries(ctx, tx, campaign.id);
    const isSuperseded = input.run !== undefined && input.run < campaign.run;
    if (campaign.state !== 'running' || isSuperseded) return { kind: 'over' };
    const opened = openForCampaign(ctx, channel);
    if ('pauseReason' in opened) {
      await moveCampaign(ctx, tx, campaign, 'pause', opened);
      return { kind: 'over' };
    }
    const heldMs = (campaign.waitUntil?.getTime() ?? 0) - ctx.now().getTime();
    if (heldMs > 0) return { kind: 'wait', ms: await withinALease(tx, campaign, heldMs) };
    return claimTurns(ctx, tx, campaign, channel, opened.connection);
  });
}

async function lockCampaign(tx: BusinessTx, campaignId: string) {
  const [found] = await tx
    .select({ campaign: campaigns, channel: channels })
    .from(campaigns)
    .innerJoin(
      channels,
      and(eq(channels.businessId, campaigns.businessId), eq(channels.id, campaigns.channelId)),
    )
    .where(eq(campaigns.id, campaignId))
    .for('no key update', { of: campaigns });
  return found ?? null;
}

function openForCampaign(
  ctx: BusinessContext,
  channel: ChannelRow,
): { connection: ChannelConnection } | { pauseReason: string; pauseSentence: string } {
  const refusal = checkChannel({ channel });
  if (refusal !== null) {
    const pauseSentence = channel.statusReason ?? refusal.sentence;
    return { pauseReason: refusal.reason, pauseSentence };
  }
  const opened = openChannel(ctx, channel);
  if (opened.connection !== undefined) return opened;
  return { pauseReason: opened.failureCode, pauseSentence: opened.failureText };
}

async function claimTurns(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaign: CampaignRow,
  channel: ChannelRow,
  connection: ChannelConnection,
): Promise<BatchClaim> {
  const pace = await lockChannelPace(ctx, tx, channel.id);
  const rate = channelRate(channel.sendsPerSecond);
  // Only now: the lock may have taken a while.
  const now = ctx.now();
  const turns = Math.min(batchSize, campaignTurns(pace, rate, now.getTime()));
  if (turns === 0) {
    const wanted = Math.max(1, Math.floor(channel.sendsPerSecond / roundsPerSecond));
    return { kind: 'wait', ms: waitForCampaign(pace, rate, now.getTime(), wanted) };
  }
  const candidates = await takeCandidates(tx, campaign.id, Math.max(turns, fewestLookedAt), now);
  if (candidates.length === 0) return endOrWait(ctx, tx, campaign, now);
  const conversationIds = candidates.map(({ conversationId }) => conversationId);
  const facts = await readManySendFacts(ctx, tx, conversationIds, {
    author: 'campaign',
    template: campaign.template,
  });
  const sorted = sortCandidates(candidates, facts, turns);
  if (sorted.held.length === candidates.length) return holdForRoom(ctx, tx, campaign, now);
  const sends = await writeBatch(ctx, tx, { campaign, pace, rate, now, sorted });
  if (sends.length === 0) {
    const isNews = sorted.refused.length + sorted.later.length > 0;
    return { kind: 'wait', ms: isNews ? 0 : elsewhereMs };
  }
  const outbound = sends.map(({ address, ...message }) =>
    outboundOf(ctx, channel, message, address),
  );
  return { kind: 'send', channelId: channel.id, connection, outbound, claimedAt: now };
}

/** Nobody can be taken: all is done, or what is left waits for its time or is being sent elsewhere. */
async function endOrWait(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaign: CampaignRow,
  now: Date,
): Promise<BatchClaim> {
  const { rows } = await tx.execute<{ is_elsewhere: boolean | null; due_at: string | null }>(sql`
    select bool_or(due_at is null) as is_elsewhere, min(due_at) as due_at
    from ${recipients} where campaign_id = ${campaign.id} and state in ('waiting', 'sending')`);
  const [left] = rows;
  if (left?.is_elsewhere == null) {
    await moveCampaign(ctx, tx, campaign, 'complete', { endedAt: now });
    return { kind: 'over' };
  }
  const dueMs = left.due_at === null ? 0 : new Date(left.due_at).getTime() - now.getTime();
  return { kind: 'wait', ms: left.is_elsewhere ? elsewhereMs : Math.max(1, dueMs) };
}

/** As many people have been begun with as the provider allows: the first of them frees their place. */
async function holdForRoom(
  ctx: BusinessContext,
  tx: BusinessTx,
  campaign: CampaignRow,
  now: Date,
): Promise<BatchClaim> {
  const [first] = await tx
    .select({ begunAt: begunConversations.begunAt })
    .from(begunConversations)
    .where(
      and(
        eq(begunConversations.channelId, campaign.channelId),
        sql`${begunConversations.begunAt} > ${new Date(now.getTime() - dayMs).toISOString()}::timestamptz`,
      ),
    )
    .orderBy(begunConversations.begunAt)
    .limit(1);
  const ms = Math.max(1_000, (first?.begunAt.getTime() ?? 0) + dayMs - now.getTime());
  const until = new Date(now.getTime() + ms);
  await holdCampaign(ctx, tx, campaign.id, { reason: 'daily_limit_reached', until });
  return { kind: 'wait', ms: await withinALease(tx, campaign, ms) };
}

/** While something is still being sent, whoever waits comes back to settle what may be left of it. */
async function withinALease(tx: BusinessTx, { id }: CampaignRow, ms: number): Promise<number> {
  const leaseMs = leaseSeconds * 1_000;
  if (ms <= leaseMs) return ms;
  const isSending = and(eq(recipients.campaignId, id), eq(recipients.state, 'sending'));
  const [sending] = await tx
    .select({ id: recipients.id })
    .from(recipients)
    .where(isSending)
    .limit(1);
  return sending === undefined ? ms : leaseMs;
}
