import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { ChannelConnection, OutboundMessage, SendResult } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { lockProviderId, writeStanding } from '#server/domain/messages/internal.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { comesBeforeAccepted } from '#server/domain/messages/transitions.ts';

/** Longer than an adapter waits for its provider: past it, nobody is sending any more. */
const leaseSeconds = 45;
const maxAttempts = 4;
/** Seconds before the second, third and fourth attempt where the provider names none. */
const backoffSeconds = [2, 10, 60];

const unknownOutcome =
  'The connection broke before we were told whether this message arrived. ' +
  'Ask the customer, or send it again.';

/** Also of a message that was given up as unknown, or queued again, while the answer was under way. */
const accepted = {
  state: 'accepted',
  leaseUntil: null,
  failureCode: null,
  failureText: null,
  canRetry: false,
} as const;

type Claim =
  | { kind: 'send'; message: MessageRow; connection: ChannelConnection; outbound: OutboundMessage }
  | { kind: 'busy'; seconds: number }
  | { kind: 'over'; state: MessageRow['state'] };

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

async function claimMessage(ctx: BusinessContext, messageId: string): Promise<Claim | null> {
  return ctx.db(async (tx) => {
    const row = await lockMessage(tx, messageId);
    if (row === null) return null;
    const { message, address, channel } = row;
    const now = ctx.now();
    if (message.state === 'sending') return settleLease(ctx, message, now);
    if (message.state !== 'queued') return { kind: 'over', state: message.state };
    const opened = openChannel(ctx, channel);
    if ('failureCode' in opened) {
      const failed = { state: 'failed', stateAt: now, canRetry: true, ...opened } as const;
      await writeStanding(ctx, tx, message, failed);
      return { kind: 'over', state: 'failed' };
    }
    await tx
      .update(messages)
      .set({
        state: 'sending',
        stateAt: now,
        attempts: message.attempts + 1,
        leaseUntil: new Date(now.getTime() + leaseSeconds * 1000),
      })
      .where(eq(messages.id, message.id));
    const isAddress = ctx.channels.adapterFor(channel.kind).normalizeAddress(address) !== null;
    const { connection } = opened;
    return { kind: 'send', message, connection, outbound: outboundOf(message, address, isAddress) };
  });
}

async function lockMessage(tx: BusinessTx, messageId: string) {
  const [row] = await tx
    .select({ message: messages, address: conversations.address, channel: channels })
    .from(messages)
    .innerJoin(
      conversations,
      and(
        eq(conversations.businessId, messages.businessId),
        eq(conversations.id, messages.conversationId),
      ),
    )
    .innerJoin(
      channels,
      and(eq(channels.businessId, messages.businessId), eq(channels.id, messages.channelId)),
    )
    .where(eq(messages.id, messageId))
    .for('update', { of: messages });
  return row ?? null;
}

/** A channel that was let go, or whose credentials cannot be opened, sends nothing. */
function openChannel(ctx: BusinessContext, channel: typeof channels.$inferSelect) {
  if (channel.status === 'disconnected') {
    const failureText = 'This channel is disconnected, so nothing can be sent through it.';
    return { failureCode: 'channel_disconnected', failureText };
  }
  try {
    return { connection: ctx.channels.connectionFor(channel) };
  } catch (error) {
    ctx.log.error({ error, channelId: channel.id }, 'the credentials of a channel do not open');
    const failureText = 'The credentials of this channel do not open. Connect it again.';
    return { failureCode: 'credentials_invalid', failureText };
  }
}

function outboundOf(message: MessageRow, address: string, isAddress: boolean): OutboundMessage {
  const { id, text, quotedProviderMessageId: quoted } = message;
  return {
    clientReference: id,
    to: isAddress ? { address } : { providerUserId: address },
    content: { kind: 'text', text },
    ...(quoted !== null && { quotedProviderMessageId: quoted }),
  };
}

/** Whoever was sending died before telling us the outcome, or is still at it. */
async function settleLease(ctx: BusinessContext, message: MessageRow, now: Date): Promise<Claim> {
  const left = (message.leaseUntil?.getTime() ?? 0) - now.getTime();
  if (left > 0) return { kind: 'busy', seconds: Math.ceil(left / 1000) };
  await ctx.db((tx) =>
    writeStanding(ctx, tx, message, {
      state: 'unknown',
      stateAt: now,
      failureCode: 'outcome_unknown',
      failureText: unknownOutcome,
      canRetry: true,
      leaseUntil: null,
    }),
  );
  return { kind: 'over', state: 'unknown' };
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
  if (failure.retryable && message.attempts < maxAttempts) {
    const fallback = backoffSeconds[message.attempts - 1] ?? 60;
    return {
      row: { state: 'queued', stateAt, leaseUntil: null },
      retryAfterSeconds: failure.retryAfterSeconds ?? fallback,
    };
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
