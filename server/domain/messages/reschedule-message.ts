import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { messages } from '#db/schema/messages.ts';
import { FILE_KINDS } from '#server/channels/content.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { buildContent } from '#server/domain/messages/build-content.ts';
import {
  changedAt,
  checkTime,
  checkWaiting,
  lockScheduled,
} from '#server/domain/messages/lock-scheduled.ts';
import type { ScheduledRow } from '#server/domain/messages/lock-scheduled.ts';
import { readFiles } from '#server/domain/messages/read-files.ts';
import { enqueueRelease, publishUpdate } from '#server/domain/messages/release-message.ts';
import type { RescheduleMessageInput } from '#server/domain/messages/schema.ts';
import { isPlainText } from '#server/domain/messages/split-waiting.ts';

/**
 * Changes the words or the time of a message that still waits. Throws NOT_FOUND, CONFLICT when it
 * went out, was cancelled or was changed by somebody else meanwhile, BAD_REQUEST for a time that
 * cannot be kept or a text that the channel does not take.
 */
export async function rescheduleMessage(
  ctx: BusinessContext,
  input: RescheduleMessageInput,
): Promise<void> {
  await ctx.db(async (tx) => {
    const message = await lockScheduled(tx, input.messageId);
    checkWaiting(message);
    if (isAsAsked(message, input)) return;
    if (message.stateAt.getTime() !== input.seenAt.getTime()) {
      throw new ServiceError('CONFLICT', 'Somebody else has just changed this message.');
    }
    checkTime(ctx, input.scheduledFor);
    await checkWords(ctx, tx, message, input.text);
    const { text, scheduledFor } = input;
    const changes = { text, scheduledFor, occurredAt: scheduledFor };
    await tx
      .update(messages)
      .set({ ...changes, stateAt: changedAt(ctx, message) })
      .where(eq(messages.id, message.id));
    await enqueueRelease(ctx, tx, { id: message.id, scheduledFor });
    await publishUpdate(ctx, tx, message);
  });
}

/** A second press of Save asks for what is already so. */
function isAsAsked(message: ScheduledRow, input: RescheduleMessageInput): boolean {
  const isSameTime = message.scheduledFor.getTime() === input.scheduledFor.getTime();
  return isSameTime && message.text === input.text;
}

const wordless = new Set<ScheduledRow['kind']>([...FILE_KINDS, 'location', 'contacts']);
const neverWorded = new Set<ScheduledRow['kind']>(['location', 'contacts']);

/** What cannot go with these words is refused now, not at its time. */
async function checkWords(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: ScheduledRow,
  text: string,
): Promise<void> {
  const { kind, template } = message;
  if (text === '' && (template !== null || !wordless.has(kind)))
    throw new ServiceError('BAD_REQUEST', 'Write something first.');
  if (text !== '' && neverWorded.has(kind))
    throw new ServiceError('BAD_REQUEST', 'Neither a place nor a contact card carries words.');
  // A text is taken apart when it goes.
  if (isPlainText(message)) return;
  const [channel] = await tx
    .select({ kind: channels.kind })
    .from(channels)
    .where(eq(channels.id, message.channelId));
  if (channel === undefined) throw notFound('channel');
  const files = await readFiles(tx, message);
  // Of a file only its words are looked at: it is handed over when its turn has come.
  const handed = files.map((file) => ({ ...file, providerMediaId: file.id }));
  const content = buildContent({ ...message, text }, handed);
  const fault = ctx.channels.adapterFor(channel.kind).faultIn?.(content) ?? null;
  if (fault !== null) throw new ServiceError('BAD_REQUEST', fault.message);
}
