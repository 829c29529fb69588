import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import type { FailureCode } from '#server/channels/failures.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { canSendAgain } from '#server/domain/messages/transitions.ts';
import { splitWaiting } from '#server/domain/messages/split-waiting.ts';
import { showStanding } from '#server/domain/messages/show-standing.ts';
import { requireSendable } from '#server/domain/sending/read-send-facts.ts';

/**
 * A person asks for a failed message, or one whose outcome nobody knows, to be sent again. Throws
 * NOT_FOUND, CONFLICT when it is on its way or has arrived meanwhile, and PRECONDITION_FAILED when
 * nothing can be sent there now.
 */
export async function retryMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<void> {
  await ctx.db(async (tx) => {
    const [message] = await tx
      .select()
      .from(messages)
      .where(eq(messages.id, input.messageId))
      .for('no key update');
    if (message?.direction !== 'outbound') throw notFound('message');
    if (!canSendAgain(message)) {
      throw new ServiceError('CONFLICT', 'This message does not need to be sent again.');
    }
    await requireSendable(ctx, tx, message);
    const [queued] = await tx
      .update(messages)
      .set({
        state: 'queued',
        stateAt: ctx.now(),
        attempts: 0,
        failureCode: null,
        failureText: null,
        failureDetail: null,
        canRetry: false,
        leaseUntil: null,
        sendAfter: null,
        // What was said of the first try is not about this one.
        providerMessageId: null,
      })
      .where(eq(messages.id, message.id))
      .returning();
    if (queued === undefined) throw notFound('message');
    if (fileFaults.has(message.failureCode ?? '')) await handOverAnew(tx, message.id);
    await showStanding(ctx, tx, queued);
    await splitWaiting(ctx, tx, queued);
    await ctx.enqueue(tx, {
      name: 'message.queued',
      data: { businessId: ctx.businessId, messageId: message.id },
    });
  });
}

/** After these the provider may not have the file any more, or not whole. */
const fileFaults: ReadonlySet<string> = new Set<FailureCode>([
  'media_upload_failed',
  'request_invalid',
]);

async function handOverAnew(tx: BusinessTx, messageId: string): Promise<void> {
  await tx
    .update(attachments)
    .set({ providerMediaAt: null })
    .where(eq(attachments.messageId, messageId));
}
