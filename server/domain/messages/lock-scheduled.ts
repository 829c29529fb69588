import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { maxScheduledDays } from '#server/domain/messages/schema.ts';

export type ScheduledRow = MessageRow & { scheduledFor: Date };

const dayMs = 24 * 60 * 60 * 1000;

/** Locks a message that was given a time, wherever it stands by now. Throws NOT_FOUND. */
export async function lockScheduled(tx: BusinessTx, messageId: string): Promise<ScheduledRow> {
  const [message] = await tx
    .select()
    .from(messages)
    .where(eq(messages.id, messageId))
    .for('no key update');
  if (message === undefined || !hasTime(message)) throw notFound('scheduled message');
  return message;
}

function hasTime(message: MessageRow): message is ScheduledRow {
  return message.scheduledFor !== null;
}

/** Throws CONFLICT when the message is not waiting for its time any more. */
export function checkWaiting({ state }: ScheduledRow): void {
  if (state === 'scheduled') return;
  throw new ServiceError(
    'CONFLICT',
    state === 'cancelled'
      ? 'This message was cancelled.'
      : 'This message has already gone out, so it can no longer be changed.',
  );
}

/** Throws BAD_REQUEST for a time that is over, or too far away to be meant. */
export function checkTime(ctx: BusinessContext, scheduledFor: Date): void {
  const aheadMs = scheduledFor.getTime() - ctx.now().getTime();
  if (aheadMs <= 0) {
    throw new ServiceError('BAD_REQUEST', 'That time is over. Pick one that is still to come.');
  }
  if (aheadMs > maxScheduledDays * dayMs) {
    throw new ServiceError('BAD_REQUEST', 'Pick a time within a year from now.');
  }
}

/** The moment of a change, later than the one before, so that no two changes look alike. */
export function changedAt(ctx: BusinessContext, { stateAt }: ScheduledRow): Date {
  return new Date(Math.max(ctx.now().getTime(), stateAt.getTime() + 1));
}
