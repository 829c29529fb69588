import { detailOf } from '#server/channels/failures.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { SendResult } from '#server/channels/types.ts';
import { unknownOutcome, unknownOutcomeOfCampaign } from '#server/domain/messages/internal.ts';
import type { StandingChanges, StandingRow } from '#server/domain/messages/standing-columns.ts';
import { comesBeforeAccepted } from '#server/domain/messages/transitions.ts';
import {
  isPassingTrouble,
  retrySeconds,
  stopsCampaigns,
} from '#server/domain/sending/failure-rules.ts';

/** What became of one call: the provider's answer, or that it was lost. */
export interface Outcome {
  messageId: string;
  result: SendResult | 'unknown';
  /** Which try of its message the call was, from 1, where a person may ask for another. */
  attempt?: number;
}

/** Also of a message that was given up as unknown, or queued again, while the answer was under way. */
const accepted = {
  state: 'accepted',
  leaseUntil: null,
  failureCode: null,
  failureText: null,
  failureDetail: null,
  canRetry: false,
} as const;

export interface Changes {
  changes: StandingChanges;
  /** Until its own next try; null when there is none, or when its campaign decides. */
  retryAfterSeconds: number | null;
}

/**
 * What the provider's answer to a call changes of its message. `isInTrouble` says that lately it has
 * taken nothing of this campaign.
 */
export function changesAfter(
  message: StandingRow,
  { result, attempt }: Outcome,
  { stateAt, isInTrouble }: { stateAt: Date; isInTrouble: boolean },
): Changes {
  if (result !== 'unknown' && result.ok) {
    const { providerMessageId } = result;
    const changes = comesBeforeAccepted(message.state) ? { ...accepted, stateAt } : {};
    return { changes: { ...changes, providerMessageId }, retryAfterSeconds: null };
  }
  // A receipt that overtook the answer has already settled the message, or a person sent it again.
  const isAnother = attempt !== undefined && attempt !== message.attempts;
  if (message.state !== 'sending' || isAnother) return { changes: {}, retryAfterSeconds: null };
  if (result === 'unknown') return { changes: lost(message, stateAt), retryAfterSeconds: null };
  const { failure } = result;
  if (message.campaignId !== null && isOfAccount(failure, isInTrouble)) {
    return { changes: takenBack(message, stateAt), retryAfterSeconds: null };
  }
  const retryAfterSeconds = retrySeconds(failure, message.attempts, Math.random());
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
      failureDetail: detailOf(failure),
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

/** Whether a refusal says nothing about the person whom a bulk send was writing to. */
export function isOfAccount(failure: SendFailure, isInTrouble: boolean): boolean {
  if (stopsCampaigns(failure) || isPassingTrouble(failure)) return true;
  return isInTrouble && failure.code === 'provider_unavailable';
}

/** They are next when it goes on, and the try does not count. */
function takenBack({ attempts }: StandingRow, stateAt: Date): StandingChanges {
  const waiting = { state: 'queued', stateAt, sendAfter: stateAt, leaseUntil: null } as const;
  return { ...waiting, attempts: attempts - 1 };
}
