import { and, eq, gt, inArray } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import type { FailureCode, SendFailure } from '#server/channels/failures.ts';
import { pauseCampaigns } from '#server/domain/campaigns/pause-campaigns.ts';
import { pauseChannel, warnOfChannel } from '#server/domain/channels/pause-channel.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { failureRules, slowSeconds } from '#server/domain/sending/failure-rules.ts';
import { lockRecipientPace, slowChannel, slowRecipient } from '#server/domain/sending/take-turn.ts';

interface Refusal {
  /** Null when a receipt is of a message that we do not know yet. */
  conversationId: string | null;
  failure: SendFailure;
  /** How long its message waits for the next try, if it has one. */
  seconds: number | null;
}

/**
 * Does what the provider's refusals ask for beyond their messages: what is about the channel once
 * for all of them, and then what is about their people, in the one order in which locks are taken.
 */
export async function applyFailures(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  refusals: readonly Refusal[],
): Promise<void> {
  const ofChannel = new Map<FailureCode, SendFailure>();
  for (const { failure } of refusals) ofChannel.set(failure.code, failure);
  for (const failure of ofChannel.values()) await tellChannel(ctx, tx, channelId, failure);
  await slowDown(ctx, tx, channelId, refusals);
  for (const refusal of inLockOrder(refusals)) await applyToPerson(ctx, tx, refusal);
}

/** People in the order in which everybody locks them. */
export function inLockOrder<T extends { conversationId: string | null }>(
  people: readonly T[],
): T[] {
  return people.toSorted((one, other) =>
    (one.conversationId ?? '') < (other.conversationId ?? '') ? -1 : 1,
  );
}

async function tellChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  { code, message: sentence }: SendFailure,
): Promise<void> {
  const { effect } = failureRules[code];
  if (effect === 'pause_channel') {
    await pauseChannel(ctx, tx, channelId, sentence);
    await pauseCampaigns(ctx, tx, channelId, { reason: 'channel_paused', sentence });
  } else if (effect === 'pause_campaigns') {
    await warnOfChannel(ctx, tx, channelId, sentence);
    await pauseCampaigns(ctx, tx, channelId, { reason: code, sentence });
  } else if (effect === 'warn_admins') {
    await warnOfChannel(ctx, tx, channelId, sentence);
  }
}

async function slowDown(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  refusals: readonly Refusal[],
): Promise<void> {
  const slower = refusals.filter(
    ({ failure }) => failureRules[failure.code].effect === 'slow_channel',
  );
  if (slower.length === 0) return;
  const seconds = Math.max(...slower.map((one) => one.seconds ?? slowSeconds(one.failure)));
  const [channel] = await tx
    .select({ id: channels.id, sendsPerSecond: channels.sendsPerSecond })
    .from(channels)
    .where(eq(channels.id, channelId));
  if (channel !== undefined) await slowChannel(ctx, tx, channel, seconds);
}

async function applyToPerson(
  ctx: BusinessContext,
  tx: BusinessTx,
  { conversationId, failure, seconds }: Refusal,
): Promise<void> {
  const { effect } = failureRules[failure.code];
  if (conversationId === null) return;
  if (effect === 'slow_recipient') {
    return slowRecipient(ctx, tx, conversationId, seconds ?? slowSeconds(failure));
  }
  await applyFailureToPerson(ctx, tx, conversationId, failure.code);
}

/** What a refusal says of its person alone; a code that is not known any more says nothing. */
export async function applyFailureToPerson(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
  code: string | null,
): Promise<void> {
  const effect = isFailureCode(code) ? failureRules[code].effect : null;
  if (effect === 'mark_address') await markAddress(ctx, tx, conversationId);
  if (effect === 'stop_marketing') await stopMarketing(ctx, tx, conversationId);
}

function isFailureCode(code: string | null): code is FailureCode {
  return code !== null && Object.hasOwn(failureRules, code);
}

/** Counts only what came in a row: a word from the person, or a delivery, begins anew. */
async function markAddress(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
): Promise<void> {
  const pace = await lockRecipientPace(ctx, tx, conversationId);
  const before = pace.unreachableAt;
  const isInARow = before !== null && !(await wasReachedAfter(tx, conversationId, before));
  await tx
    .update(recipientPaces)
    .set({ unreachableCount: isInARow ? pace.unreachableCount + 1 : 1, unreachableAt: ctx.now() })
    .where(eq(recipientPaces.conversationId, conversationId));
}

async function wasReachedAfter(tx: BusinessTx, conversationId: string, moment: Date) {
  const wrote = await tx.$count(
    conversations,
    and(eq(conversations.id, conversationId), gt(conversations.lastInboundAt, moment)),
  );
  if (wrote > 0) return true;
  const arrived = await tx.$count(
    messages,
    and(
      eq(messages.conversationId, conversationId),
      inArray(messages.state, ['delivered', 'read']),
      gt(messages.stateAt, moment),
    ),
  );
  return arrived > 0;
}

async function stopMarketing(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
): Promise<void> {
  await lockRecipientPace(ctx, tx, conversationId);
  await tx
    .update(recipientPaces)
    .set({ marketingStoppedAt: ctx.now() })
    .where(eq(recipientPaces.conversationId, conversationId));
}
