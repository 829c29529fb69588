import { and, eq } from 'drizzle-orm';
import { afterCommit } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { AttachmentState } from '#db/schema/vocabulary.ts';
import { bringFile } from '#server/domain/attachments/bring-file.ts';
import type { FetchFailure } from '#server/domain/attachments/bring-file.ts';
import { claimAttachment } from '#server/domain/attachments/claim-attachment.ts';
import type { AttachmentClaim } from '#server/domain/attachments/claim-attachment.ts';
import { publishChange } from '#server/domain/attachments/internal.ts';
import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import { keepFile, removeFile } from '#server/domain/attachments/keep-file.ts';
import { forgetAttachment } from '#server/domain/attachments/prune-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';

/** Between the first tries and the last: about three hours, in which a provider recovers or never will. */
const pausesSeconds = [30, 300, 1_800, 9_000];

const faultOfOurs: FetchFailure = {
  text: 'Something went wrong on our side while this file was fetched.',
  canRetry: true,
};

type Mine = Extract<AttachmentClaim, { kind: 'mine' }>;
type Outcome = { ok: true; kept: Partial<AttachmentRow> } | { ok: false; failure: FetchFailure };

/**
 * Brings the file of a message here: claim and commit, fetch, record. Whoever does it again, at the
 * same time or after a crash, ends at the same. Throws RetryLaterError when a later try can help.
 */
export async function fetchAttachment(
  ctx: BusinessContext,
  input: { attachmentId: string },
): Promise<{ state: AttachmentState | 'gone' }> {
  const claim = await claimAttachment(ctx, input.attachmentId);
  if (claim.kind === 'over') return { state: claim.state };
  if (claim.kind === 'busy') throw new RetryLaterError('Being fetched elsewhere.', claim.seconds);
  const outcome = await fetchAndKeep(ctx, claim);
  if (!outcome.ok) return recordFailure(ctx, claim.attachment, outcome.failure);
  const stored = { ...outcome.kept, state: 'stored', failureText: null } as const;
  return record(ctx, claim.attachment, stored);
}

/** A full disk or a storage that is away is a failure like any other: it is said, and tried again. */
async function fetchAndKeep(ctx: BusinessContext, claim: Mine): Promise<Outcome> {
  try {
    const brought = await bringFile(ctx, claim);
    if (!brought.ok) return brought;
    const { file, kind, isAnimated } = brought;
    try {
      return {
        ok: true,
        kept: { ...(await keepFile(ctx, claim.attachment.id, file)), kind, isAnimated },
      };
    } finally {
      await file.discard();
    }
  } catch (error) {
    ctx.log.error({ error, attachmentId: claim.attachment.id }, 'a file could not be kept');
    return { ok: false, failure: faultOfOurs };
  }
}

async function recordFailure(
  ctx: BusinessContext,
  claimed: AttachmentRow,
  { text, canRetry, isTooLarge = false }: FetchFailure,
): Promise<{ state: AttachmentState | 'gone' }> {
  const pause = canRetry ? pausesSeconds[claimed.attempts - 1] : undefined;
  if (pause === undefined) {
    return record(ctx, claimed, { state: 'failed', failureText: text, isTooLarge });
  }
  const outcome = await record(ctx, claimed, { failureText: text });
  if (outcome.state !== 'pending') return outcome;
  throw new RetryLaterError(text, pause);
}

/** Only the latest claim may say what became of it; what was decided meanwhile stands. */
async function record(
  ctx: BusinessContext,
  { id, attempts }: AttachmentRow,
  changes: Partial<AttachmentRow>,
): Promise<{ state: AttachmentState | 'gone' }> {
  return ctx.db(async (tx) => {
    const [now] = await tx.select().from(attachments).where(eq(attachments.id, id)).for('update');
    // Nobody knows of it any more, and yet its bytes may have been written since.
    if (now === undefined) afterCommit(() => removeFile(ctx, id));
    if (now?.messageId == null) {
      // Its message was taken back meanwhile; what was written by now goes with it.
      await tx.update(attachments).set({ leaseUntil: null }).where(eq(attachments.id, id));
      afterCommit(() => forgetAttachment(ctx, id));
      return { state: 'gone' };
    }
    if (now.state !== 'pending' || now.attempts !== attempts) return { state: now.state };
    const [row] = await tx
      .update(attachments)
      .set({ ...changes, stateAt: ctx.now(), leaseUntil: null })
      .where(and(eq(attachments.id, id), eq(attachments.state, 'pending')))
      .returning({ state: attachments.state, messageId: attachments.messageId });
    if (row === undefined) return { state: 'gone' };
    await publishChange(ctx, tx, row.messageId);
    return { state: row.state };
  });
}
