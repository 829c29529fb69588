import { untilWritten } from '#db/until-written.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { ChannelConnection, OutboundMessage, SendResult } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { claimMessage } from '#server/domain/messages/claim-message.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import type { Recorded } from '#server/domain/messages/record-results.ts';
import { uploadFiles } from '#server/domain/messages/upload-files.ts';
import type { Outcome } from '#server/domain/messages/changes-after.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';

/** Longer than any adapter waits for its provider. */
const callSeconds = 20;

/** Longer than a lease: an answer is worth having also when its message was given up meanwhile. */
const patienceMs = 60_000;

/** Whoever slept since the claim may not be alone any more. */
const tooLate: SendResult = {
  ok: false,
  failure: {
    code: 'provider_down',
    message: 'This message could not be handed over in time.',
    retryable: true,
  },
};

/**
 * Sends one queued message: hand over its files, claim and commit, call the provider, record. A call whose answer was
 * lost leaves the message `unknown`, and nothing sends it again but a receipt or a person. Throws
 * RetryLaterError when a later attempt can help.
 */
export async function sendMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<{ state: MessageRow['state'] | 'skipped' }> {
  const claim = await claimWithFiles(ctx, input.messageId);
  if (claim === null) return { state: 'skipped' };
  if (claim.kind === 'over') return { state: claim.state };
  if (claim.kind === 'busy') throw new RetryLaterError('Being sent elsewhere.', claim.seconds);
  if (claim.kind === 'upload') throw new RetryLaterError('Its files are not handed over.', 1);
  if (claim.kind === 'refused') return endTry(claim.recorded);
  if (claim.kind === 'wait') {
    throw new RetryLaterError('Its turn has not come yet.', claim.seconds);
  }
  const { attempt, connection, leaseUntil, message, outbound } = claim;
  const isInTime = leaseUntil.getTime() - ctx.now().getTime() >= callSeconds * 1_000;
  const outcome = isInTime
    ? await callProvider(ctx, connection, outbound)
    : { messageId: message.id, result: tooLate };
  const record = () => recordResults(ctx, message.channelId, [{ ...outcome, attempt }]);
  const [recorded] = await untilWritten(record, patienceMs);
  if (recorded === undefined) throw new Error('The result was not recorded.');
  return endTry(recorded);
}

/** A message whose files are not with the provider yet is taken once they are. */
async function claimWithFiles(ctx: BusinessContext, messageId: string) {
  const claim = await claimMessage(ctx, messageId);
  if (claim?.kind !== 'upload') return claim;
  const refused = await uploadFiles(ctx, claim);
  return refused === null
    ? claimMessage(ctx, messageId)
    : { kind: 'refused' as const, recorded: refused };
}

function endTry(recorded: Recorded): { state: MessageRow['state'] } {
  if (recorded.retryAfterSeconds !== null) {
    throw new RetryLaterError('The provider asked to try again later.', recorded.retryAfterSeconds);
  }
  return { state: recorded.state };
}

/** Gives one claimed message to the provider. Only what is not about the message throws. */
export async function callProvider(
  ctx: BusinessContext,
  connection: ChannelConnection,
  outbound: OutboundMessage,
): Promise<Outcome> {
  const messageId = outbound.clientReference;
  try {
    const adapter = ctx.channels.adapterFor(connection.kind);
    return { messageId, result: await adapter.send(connection, outbound) };
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    ctx.log.warn({ error, messageId }, 'the outcome of a send is unknown');
    return { messageId, result: 'unknown' };
  }
}
