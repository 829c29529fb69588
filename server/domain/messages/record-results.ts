import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import {
  endTrouble,
  holdCampaign,
  holdForTrouble,
} from '#server/domain/campaigns/hold-campaign.ts';
import { lockRunning } from '#server/domain/campaigns/pause-campaigns.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { changesAfter, isOfAccount } from '#server/domain/messages/changes-after.ts';
import type { Changes, Outcome } from '#server/domain/messages/changes-after.ts';
import { copyMessage } from '#server/domain/messages/copy-message.ts';
import { readUpTo } from '#server/domain/messages/record-watermark.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';
import { lockProviderIds, writeStandings } from '#server/domain/messages/write-standing.ts';
import { applyFailures } from '#server/domain/sending/apply-failure.ts';
import { slowSeconds, stopsCampaigns } from '#server/domain/sending/failure-rules.ts';

type CampaignRow = Awaited<ReturnType<typeof lockRunning>>[number];
type Change = Changes & { message: StandingRow; result: Outcome['result']; isSameTry: boolean };

export interface Recorded {
  state: StandingRow['state'];
  /** Seconds until it may be sent again, or null when it is over. */
  retryAfterSeconds: number | null;
}

/**
 * Writes down what the provider answered to messages of one channel, in one transaction. Of a message
 * that was deleted meanwhile nothing is returned.
 */
export async function recordResults(
  ctx: BusinessContext,
  channelId: string,
  outcomes: readonly Outcome[],
): Promise<Recorded[]> {
  return ctx.db(async (tx) => {
    const taken = outcomes.flatMap(({ result }) =>
      result !== 'unknown' && result.ok ? result.providerMessageId : [],
    );
    await lockProviderIds(tx, channelId, taken);
    const running = outcomes.some(isRefused) ? await lockRunning(tx, channelId) : [];
    const campaigns = new Map(running.map((campaign) => [campaign.id, campaign]));
    const locked = await lockMessages(tx, outcomes);
    const stateAt = ctx.now();
    const recorded = outcomes.flatMap((outcome) => {
      const { messageId, result } = outcome;
      const message = locked.get(messageId);
      if (message !== undefined) {
        const isInTrouble = campaigns.get(message.campaignId ?? '')?.troubleSince != null;
        const isSameTry = outcome.attempt === undefined || outcome.attempt === message.attempts;
        const after = changesAfter(message, outcome, { stateAt, isInTrouble });
        return { message, result, isSameTry, ...after };
      }
      ctx.log.error({ messageId }, 'a message was gone after it was sent');
      return [];
    });
    const written = await writeStandings(ctx, tx, await keepEchoed(ctx, tx, recorded));
    await readUpTo(ctx, tx, { id: channelId }, written);
    await applyRefusals(ctx, tx, channelId, recorded, campaigns);
    await endTrouble(tx, campaignsThatWent(recorded));
    return recorded.map(({ message, retryAfterSeconds }, index) => ({
      state: written[index]?.state ?? message.state,
      retryAfterSeconds,
    }));
  });
}

/**
 * An echo with the same words has settled a message in this very try, and now the answer names
 * another: somebody wrote those words on the phone too. Both stay, each with an id of its own.
 */
async function keepEchoed(
  ctx: BusinessContext,
  tx: BusinessTx,
  recorded: readonly Change[],
): Promise<Change[]> {
  const kept: Change[] = [];
  for (const change of recorded) {
    const { message, changes, isSameTry } = change;
    const { providerMessageId } = changes;
    const isAnother = message.providerMessageId !== null && isSameTry;
    if (
      providerMessageId == null ||
      !isAnother ||
      message.providerMessageId === providerMessageId
    ) {
      kept.push(change);
      continue;
    }
    await copyMessage(ctx, tx, message, providerMessageId);
    kept.push({ ...change, changes: {} });
  }
  return kept;
}

async function lockMessages(
  tx: BusinessTx,
  outcomes: readonly Outcome[],
): Promise<Map<string, StandingRow>> {
  const ids = outcomes.map(({ messageId }) => messageId);
  const rows = await tx
    .select(standingColumns)
    .from(messages)
    .where(sql`${messages.id} = any(${sql.param(ids)}::uuid[])`)
    .orderBy(messages.id)
    .for('no key update');
  return new Map(rows.map((row) => [row.id, row]));
}

function isRefused({ result }: Outcome): boolean {
  return result !== 'unknown' && !result.ok;
}

function campaignsThatWent(recorded: readonly Change[]): string[] {
  const went = recorded.flatMap(({ message, result }) =>
    result !== 'unknown' && result.ok ? (message.campaignId ?? []) : [],
  );
  return [...new Set(went)];
}

type Refused = Pick<Change, 'message'> & { failure: SendFailure; seconds: number | null };

async function applyRefusals(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  recorded: readonly Change[],
  campaigns: ReadonlyMap<string, CampaignRow>,
): Promise<void> {
  const refused = recorded.flatMap(({ message, result, retryAfterSeconds: seconds }): Refused[] =>
    result === 'unknown' || result.ok ? [] : [{ message, failure: result.failure, seconds }],
  );
  await applyFailures(
    ctx,
    tx,
    channelId,
    refused.map(({ message: { conversationId }, ...refusal }) => ({ conversationId, ...refusal })),
  );
  await holdThose(ctx, tx, refused, campaigns);
}

/** Each campaign once, by the refusal that is told of last. */
async function holdThose(
  ctx: BusinessContext,
  tx: BusinessTx,
  refused: readonly Refused[],
  campaigns: ReadonlyMap<string, CampaignRow>,
): Promise<void> {
  const troubles = new Map<string, SendFailure>();
  for (const { message, failure } of refused) {
    const { campaignId } = message;
    const isInTrouble = campaigns.get(campaignId ?? '')?.troubleSince != null;
    const isTrouble = isOfAccount(failure, isInTrouble) && !stopsCampaigns(failure);
    if (campaignId !== null && isTrouble) troubles.set(campaignId, failure);
  }
  for (const [campaignId, failure] of troubles) {
    const campaign = campaigns.get(campaignId);
    if (campaign === undefined) continue;
    if (failure.code === 'daily_limit_reached') {
      const until = new Date(ctx.now().getTime() + slowSeconds(failure) * 1_000);
      await holdCampaign(ctx, tx, campaignId, { reason: failure.code, until });
    } else {
      await holdForTrouble(ctx, tx, campaign, failure);
    }
  }
}
