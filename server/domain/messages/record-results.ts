import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { SendFailure, SendResult } from '#server/channels/types.ts';
import { holdCampaign } from '#server/domain/campaigns/hold-campaign.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { unknownOutcome, unknownOutcomeOfCampaign } from '#server/domain/messages/internal.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import type { StandingChanges, StandingRow } from '#server/domain/messages/standing-columns.ts';
import { comesBeforeAccepted } from '#server/domain/messages/transitions.ts';
import { lockProviderIds, writeStandings } from '#server/domain/messages/write-standing.ts';
import { applyFailures } from '#server/domain/sending/apply-failure.ts';
import { retrySeconds, stopsCampaigns } from '#server/domain/sending/failure-rules.ts';

/** What became of one call: the provider's answer, or that it was lost. */
export interface Outcome {
  messageId: string;
  result: SendResult | 'unknown';
}

interface Recorded {
  state: StandingRow['state'];
  /** Seconds until it may be sent again, or null when it is over. */
  retryAfterSeconds: number | null;
}

/** Also of a message that was given up as unknown, or queued again, while the answer was under way. */
const accepted = {
  state: 'accepted',
  leaseUntil: null,
  failureCode: null,
  failureText: null,
  canRetry: false,
} as const;

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
    const locked = await lockMessages(tx, outcomes);
    const recorded = outcomes.flatMap(({ messageId, result }) => {
      const message = locked.get(messageId);
      if (message !== undefined) return { message, result, ...changesAfter(ctx, message, result) };
      ctx.log.error({ messageId }, 'a message was gone after it was sent');
      return [];
    });
    const written = await writeStandings(ctx, tx, recorded);
    await applyRefusals(ctx, tx, channelId, recorded);
    return recorded.map(({ message, retryAfterSeconds }, index) => ({
      state: written[index]?.state ?? message.state,
      retryAfterSeconds,
    }));
  });
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
    .for('update');
  return new Map(rows.map((row) => [row.id, row]));
}

interface Changes {
  changes: StandingChanges;
  retryAfterSeconds: number | null;
}

function changesAfter(
  ctx: BusinessContext,
  message: StandingRow,
  result: Outcome['result'],
): Changes {
  const stateAt = ctx.now();
  if (result !== 'unknown' && result.ok) {
    const { providerMessageId } = result;
    const changes = comesBeforeAccepted(message.state) ? { ...accepted, stateAt } : {};
    return { changes: { ...changes, providerMessageId }, retryAfterSeconds: null };
  }
  // A receipt that overtook the answer has already settled the message.
  if (message.state !== 'sending') return { changes: {}, retryAfterSeconds: null };
  if (result === 'unknown') return { changes: lost(message, stateAt), retryAfterSeconds: null };
  const { failure } = result;
  const retryAfterSeconds = secondsToNextTry(message, failure);
  const ended = { stateAt, leaseUntil: null };
  if (retryAfterSeconds !== null) {
    const sendAfter =
      message.campaignId === null ? null : new Date(stateAt.getTime() + retryAfterSeconds * 1_000);
    return { changes: { ...ended, state: 'queued', sendAfter }, retryAfterSeconds };
  }
  return {
    changes: {
      ...ended,
      state: 'failed',
      failureCode: failure.code,
      failureText: failure.message,
      canRetry: message.campaignId === null,
    },
    retryAfterSeconds,
  };
}

/** A message of whose call nobody knows the outcome: of a bulk send nothing is ever sent again. */
export function lost({ campaignId }: StandingRow, stateAt: Date): StandingChanges {
  return {
    state: 'unknown',
    stateAt,
    failureCode: 'outcome_unknown',
    failureText: campaignId === null ? unknownOutcome : unknownOutcomeOfCampaign,
    canRetry: campaignId === null,
    leaseUntil: null,
  };
}

/** What stops the whole bulk send is not its recipient's fault: they are next when it goes on. */
function secondsToNextTry(message: StandingRow, failure: SendFailure): number | null {
  if (message.campaignId !== null && stopsCampaigns(failure)) return 0;
  return retrySeconds(failure, message.attempts, Math.random());
}

async function applyRefusals(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  recorded: readonly {
    message: StandingRow;
    result: Outcome['result'];
    retryAfterSeconds: number | null;
  }[],
): Promise<void> {
  const refused = recorded.flatMap(({ message, result, retryAfterSeconds }) =>
    result === 'unknown' || result.ok
      ? []
      : { message, failure: result.failure, seconds: retryAfterSeconds },
  );
  await applyFailures(
    ctx,
    tx,
    channelId,
    refused.map(({ message: { conversationId }, ...refusal }) => ({ conversationId, ...refusal })),
  );
  const full = refused.find(({ failure }) => failure.code === 'daily_limit_reached');
  if (full?.message.campaignId == null) return;
  await holdCampaign(ctx, tx, full.message.campaignId, {
    reason: full.failure.code,
    until: new Date(ctx.now().getTime() + (full.seconds ?? 0) * 1_000),
  });
}
