import { eq } from 'drizzle-orm';
import { campaigns } from '#db/schema/campaigns.ts';
import type { OutboundMessage } from '#server/channels/types.ts';
import { claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import type { BatchClaim, BatchInput } from '#server/domain/campaigns/claim-batch.ts';
import { keepBook } from '#server/domain/campaigns/keep-book.ts';
import type { Tally } from '#server/domain/campaigns/keep-book.ts';
import { giveBack } from '#server/domain/campaigns/settle-sends.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { Outcome } from '#server/domain/messages/changes-after.ts';
import { callProvider } from '#server/domain/messages/send-message.ts';
import { isPassingTrouble, stopsCampaigns } from '#server/domain/sending/failure-rules.ts';

/** Calls under way at the same time: at a thousand a second each may take a quarter of one. */
const parallelCalls = 256;
/** So many refusals in a row that pass are the account's, and not those of its people. */
const tooManyInARow = 10;
/** A pause, wherever it was asked for, takes effect within this. */
const lookMs = 250;
/** What has not been given to the provider by then is given back, well before its lease ends. */
const handOutMs = 20_000;

export type SendClaim = Extract<BatchClaim, { kind: 'send' }>;
export type BatchTurn = Exclude<BatchClaim, { kind: 'send' }> | { kind: 'sent'; count: number };

/**
 * Sends one batch of a campaign: claim and commit, call the provider for each, record as the answers
 * come. Stops in the middle when the campaign does. Nobody is written to twice, whoever else is at it.
 */
export async function sendBatch(ctx: BusinessContext, input: BatchInput): Promise<BatchTurn> {
  const claim = await claimBatch(ctx, input);
  if (claim.kind !== 'send') return claim;
  const { count, fault } = await giveOut(ctx, input, claim);
  if (fault !== undefined) throw fault as Error;
  return { kind: 'sent', count };
}

interface GivenOut {
  count: number;
  tally: Tally;
  /** Something ended it before all were given out: what was claimed after it must not go either. */
  isStopped: boolean;
  fault?: unknown;
}

/** The second half of `sendBatch`, which tells when half of the batch has been given out. */
export async function giveOut(
  ctx: BusinessContext,
  input: BatchInput,
  { channelId, connection, outbound, claimedAt }: SendClaim,
  whenHalfway?: () => void,
): Promise<GivenOut> {
  const book = keepBook(ctx, channelId);
  const watch = watchCampaign(ctx, input, claimedAt);
  const judge = judgeOfTroubles();
  const queue = [...outbound];
  let fault: unknown;
  const work = async () => {
    while (!watch.isStopped()) {
      const next = queue.shift();
      if (next === undefined) return;
      if (queue.length === outbound.length >> 1) whenHalfway?.();
      try {
        const outcome = judge(await callProvider(ctx, connection, next));
        book.add(outcome);
        if (stopsEverybody(outcome)) watch.stop();
      } catch (error) {
        // Its message stays under its lease: nobody knows what became of the call.
        fault ??= error;
        watch.stop();
      }
    }
  };
  await Promise.all(Array.from({ length: parallelCalls }, work));
  const isStopped = watch.isStopped();
  watch.stop();
  const [tally] = await Promise.all([book.close(), returnUnsent(ctx, input, queue)]);
  return { count: outbound.length - queue.length, tally, isStopped, fault };
}

function stopsEverybody({ result }: Outcome): boolean {
  if (result === 'unknown' || result.ok) return false;
  return stopsCampaigns(result.failure) || isPassingTrouble(result.failure);
}

/** Calls it trouble of the account when nothing but passing refusals come. */
function judgeOfTroubles(): (outcome: Outcome) => Outcome {
  let inARow = 0;
  return (outcome) => {
    const { result } = outcome;
    if (result === 'unknown') return outcome;
    const isSuspect = !result.ok && result.failure.code === 'provider_unavailable';
    inARow = isSuspect ? inARow + 1 : 0;
    if (!isSuspect || inARow < tooManyInARow) return outcome;
    const failure = { ...result.failure, code: 'provider_down' } as const;
    return { ...outcome, result: { ok: false, failure } };
  };
}

/** Gives back what was claimed and has not been given to the provider. */
export async function returnUnsent(
  ctx: BusinessContext,
  { campaignId }: BatchInput,
  queue: readonly OutboundMessage[],
): Promise<void> {
  if (queue.length === 0) return;
  const ids = queue.map(({ clientReference }) => clientReference);
  await giveBack(ctx, campaignId, ids);
}

/** Looks now and again whether the campaign still runs, and runs with us. */
function watchCampaign(ctx: BusinessContext, { campaignId, run }: BatchInput, claimedAt: Date) {
  const handOutUntil = claimedAt.getTime() + handOutMs;
  let isStopped = false;
  const look = async () => {
    const [campaign] = await ctx.db((tx) =>
      tx
        .select({ state: campaigns.state, run: campaigns.run })
        .from(campaigns)
        .where(eq(campaigns.id, campaignId)),
    );
    if (campaign?.state !== 'running' || campaign.run > (run ?? campaign.run)) stop();
  };
  // A look that fails says nothing; whether it runs is asked again with the next batch.
  const lookSafely = () => void look().catch(() => undefined);
  // It ran when the batch was claimed, which may be a while ago.
  const sinceMs = ctx.now().getTime() - claimedAt.getTime();
  const timers = [
    setTimeout(lookSafely, Math.max(0, lookMs - sinceMs)),
    setInterval(lookSafely, lookMs),
  ];
  const stop = () => {
    isStopped = true;
    timers.forEach(clearInterval);
  };
  return { isStopped: () => isStopped || ctx.now().getTime() > handOutUntil, stop };
}
