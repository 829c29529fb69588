import { eq } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { channels } from '#db/schema/channels.ts';
import { messages } from '#db/schema/messages.ts';
import type { AttachmentState } from '#db/schema/vocabulary.ts';
import type { BusinessTx } from '#db/business.ts';
import { publishChange } from '#server/domain/attachments/internal.ts';
import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

/** Longer than a download may take, with looking it up before and keeping it after. */
const leaseSeconds = 360;
/** More than failures ask for: whoever had it before stopped dead each time, and the next would too. */
const mostAttempts = 8;

export type AttachmentClaim =
  | { kind: 'over'; state: AttachmentState | 'gone' }
  | { kind: 'busy'; seconds: number }
  | { kind: 'mine'; attachment: AttachmentRow; channel: StoredChannel };

/** Takes a file that is to be fetched for oneself, for a while. */
export async function claimAttachment(
  ctx: BusinessContext,
  attachmentId: string,
): Promise<AttachmentClaim> {
  return ctx.db(async (tx) => {
    const [found] = await tx
      .select({ attachment: attachments, channel: channels })
      .from(attachments)
      .innerJoin(messages, eq(messages.id, attachments.messageId))
      .innerJoin(channels, eq(channels.id, messages.channelId))
      .where(eq(attachments.id, attachmentId))
      .for('update', { of: attachments });
    if (found === undefined) return { kind: 'over', state: 'gone' };
    const { state, leaseUntil, attempts } = found.attachment;
    if (state !== 'pending') return { kind: 'over', state };
    const now = ctx.now();
    const leftMs = (leaseUntil?.getTime() ?? 0) - now.getTime();
    if (leftMs > 0) return { kind: 'busy', seconds: Math.ceil(leftMs / 1000) };
    if (attempts >= mostAttempts) return giveUp(ctx, tx, found.attachment);
    const [attachment] = await tx
      .update(attachments)
      .set({
        attempts: attempts + 1,
        stateAt: now,
        leaseUntil: new Date(now.getTime() + leaseSeconds * 1000),
      })
      .where(eq(attachments.id, attachmentId))
      .returning();
    if (attachment === undefined) return { kind: 'over', state: 'gone' };
    return { kind: 'mine', attachment, channel: found.channel };
  });
}

async function giveUp(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id, messageId, failureText }: AttachmentRow,
): Promise<AttachmentClaim> {
  const text = failureText ?? 'This file could not be fetched, however often it was tried.';
  await tx
    .update(attachments)
    .set({ state: 'failed', stateAt: ctx.now(), leaseUntil: null, failureText: text })
    .where(eq(attachments.id, id));
  await publishChange(ctx, tx, messageId);
  return { kind: 'over', state: 'failed' };
}
