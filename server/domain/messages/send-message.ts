import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { SendResult } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { claimMessage } from '#server/domain/messages/claim-message.ts';
import { lockProviderId, unknownOutcome, writeStanding } from '#server/domain/messages/internal.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { comesBeforeAccepted } from '#server/domain/messages/transitions.ts';
import { applyFailure } from '#server/domain/sending/apply-failure.ts';
import { retrySeconds } from '#server/domain/sending/failure-rules.ts';

/** Also of a message that was given up as unknown, or queued again, while the answer was under way. */
const accepted = {
  state: 'accepted',
  leaseUntil: null,
  failureCode: null,
  failureText: null,
  canRetry: false,
} as const;

/**
 * Sends one queued message: claim and commit, call the provider, record. A call whose answer was
 * lost leaves the message `unknown`, and nothing sends it again but a receipt or a person. Throws
 * RetryLaterError when a later attempt can help.
 */
export async function sendMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<{ state: MessageRow['state'] | 'skipped' }> {
  const claim = await claimMessage(ctx, input.messageId);
  if (claim === null) return { state: 'skipped' };
  if (claim.kind === 'over') return { state: claim.state };
  if (claim.kind === 'busy') throw new RetryLaterError('Being sent elsewhere.', claim.seconds);
  if (claim.kind === 'wait') {
    throw new RetryLaterError('Its turn has not come yet.', claim.seconds);
  }
  const adapter = ctx.channels.adapterFor(claim.connection.kind);
  let result: SendResult | 'unknown';
  try {
    result = await adapter.send(claim.connection, claim.outbound);
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    ctx.log.warn({ error, messageId: input.messageId }, 'the outcome of a send is unknown');
    result = 'unknown';
  }
  return recordResult(ctx, claim.message, result);
}

async function recordResult(
  ctx: BusinessContext,
  { id: messageId, channelId }: MessageRow,
  result: SendResult | 'unknown',
): Promise<{ state: MessageRow['state'] }> {
  const outcome = await ctx.db(async (tx) => {
    if (result !== 'unknown' && result.ok) {
      await lockProviderId(tx, channelId, result.providerMessageId);
    }
    const [message] = await tx
      .select()
      .from(messages)
      .where(eq(messages.id, messageId))
      .for('update');
    if (message === undefined) throw new Error('The message was gone after it was sent.');
    const changes = changesAfter(ctx, message, result);
    const written = await writeStanding(ctx, tx, message, changes.row);
    if (result !== 'unknown' && !result.ok) {
      await applyFailure(ctx, tx, message, result.failure, changes.retryAfterSeconds);
    }
    return { state: written.state, retryAfterSeconds: changes.retryAfterSeconds };
  });
  if (outcome.retryAfterSeconds !== null) {
    throw new RetryLaterError('The provider asked to try again later.', outcome.retryAfterSeconds);
  }
  return { state: outcome.state };
}

function changesAfter(
  ctx: BusinessContext,
  message: MessageRow,
  result: SendResult | 'unknown',
): { row: Partial<MessageRow>; retryAfterSeconds: number | null } {
  const stateAt = ctx.now();
  if (result !== 'unknown' && result.ok) {
    const { providerMessageId } = result;
    const row = comesBeforeAccepted(message.state) ? { ...accepted, stateAt } : {};
    return { row: { ...row, providerMessageId }, retryAfterSeconds: null };
  }
  // A receipt that overtook the answer has already settled the message.
  if (message.state !== 'sending') return { row: {}, retryAfterSeconds: null };
  if (result === 'unknown') {
    const row = { failureCode: 'outcome_unknown', failureText: unknownOutcome, canRetry: true };
    return {
      row: { state: 'unknown', stateAt, leaseUntil: null, ...row },
      retryAfterSeconds: null,
    };
  }
  const { failure } = result;
  const retryAfterSeconds = retrySeconds(failure, message.attempts, Math.random());
  if (retryAfterSeconds !== null) {
    return { row: { state: 'queued', stateAt, leaseUntil: null }, retryAfterSeconds };
  }
  return {
    row: {
      state: 'failed',
      stateAt,
      leaseUntil: null,
      failureCode: failure.code,
      failureText: failure.message,
      canRetry: true,
    },
    retryAfterSeconds: null,
  };
}
