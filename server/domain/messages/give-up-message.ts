import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { failScheduled } from '#server/domain/messages/release-message.ts';
import { writeStanding } from '#server/domain/messages/write-standing.ts';

interface GivenUp {
  messageId: string;
  /** Who cancelled the work, for people to read. */
  by: string;
  /** Of work that waits for a time: a message that was given another is not its concern. */
  scheduledFor?: Date;
}

/** What an admin cancelled; the provider refused nothing. */
const reason = 'sending_cancelled';

/**
 * Settles a message whose work was cancelled, so that only a person sends it: waiting for its time or
 * queued it has failed, and of one that is with the provider nobody knows, unless its answer still
 * comes. Any other is left as it is.
 */
export async function giveUpMessage(
  ctx: BusinessContext,
  tx: BusinessTx,
  { messageId, by, scheduledFor }: GivenUp,
): Promise<void> {
  const [message] = await tx
    .select()
    .from(messages)
    .where(eq(messages.id, messageId))
    .for('no key update');
  if (message === undefined) return;
  const sentence = `${by} cancelled this before it was sent.`;
  if (scheduledFor !== undefined) {
    const isOfThisTime = message.scheduledFor?.getTime() === scheduledFor.getTime();
    if (message.state === 'scheduled' && isOfThisTime) {
      await failScheduled(ctx, tx, { ...message, scheduledFor }, { reason, sentence });
    }
    return;
  }
  if (message.state !== 'queued' && message.state !== 'sending') return;
  const isWithProvider = message.state === 'sending';
  await writeStanding(ctx, tx, message, {
    state: isWithProvider ? 'unknown' : 'failed',
    stateAt: ctx.now(),
    failureCode: reason,
    failureText: isWithProvider
      ? `${by} cancelled this while it was being sent, so it may have arrived.`
      : sentence,
    canRetry: true,
    leaseUntil: null,
    sendAfter: null,
  });
}
