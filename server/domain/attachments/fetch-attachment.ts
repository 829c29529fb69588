import { and, eq } from 'drizzle-orm';
import { afterCommit } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { AttachmentState } from '#db/schema/vocabulary.ts';
import { claimAttachment } from '#server/domain/attachments/claim-attachment.ts';
import type { AttachmentClaim } from '#server/domain/attachments/claim-attachment.ts';
import { publishChange } from '#server/domain/attachments/internal.ts';
import { keepFile } from '#server/domain/attachments/keep-file.ts';
import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import { forgetAttachment } from '#server/domain/attachments/prune-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import type { FileFailure, Received } from '#server/files/types.ts';

/** Between the first tries and the last: about three hours, in which a provider recovers or never will. */
const pausesSeconds = [30, 300, 1_800, 9_000];

type Mine = Extract<AttachmentClaim, { kind: 'mine' }>;
type Failure = Pick<FileFailure, 'text' | 'canRetry'>;

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
  const received = await bring(ctx, claim);
  if (!received.ok) return recordFailure(ctx, claim.attachment, received.failure);
  const { file } = received;
  try {
    const kept = await keepFile(ctx, claim.attachment.id, file);
    return await recordStored(ctx, claim.attachment, {
      ...kept,
      isAnimated: claim.attachment.isAnimated || file.isAnimated,
    });
  } finally {
    await file.discard();
  }
}

type Brought = Extract<Received, { ok: true }> | { ok: false; failure: Failure };

async function bring(ctx: BusinessContext, { attachment, channel }: Mine): Promise<Brought> {
  const { providerMediaId, sourceUrl, mimeType, sha256: told } = attachment;
  const adapter = ctx.channels.adapterFor(channel.kind);
  const connection = ctx.channels.connectionFor(channel);
  const located = await adapter.locateFile(connection, {
    ...(providerMediaId === null ? {} : { providerMediaId }),
    ...(sourceUrl === null ? {} : { url: sourceUrl }),
  });
  if (!located.ok) return { ok: false, failure: located };
  const sha256 = located.sha256 ?? told ?? undefined;
  const type = located.mimeType ?? mimeType ?? undefined;
  // A customer may send more than we may: the largest of any kind is the limit.
  const limits = Object.values(adapter.capabilities.files).map(({ maxBytes }) => maxBytes);
  return ctx.files.download({
    url: located.url,
    trustedOrigin: new URL(connection.baseUrl).origin,
    maxBytes: Math.max(...limits),
    ...(located.headers === undefined ? {} : { headers: located.headers }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(type === undefined ? {} : { mimeType: type }),
  });
}

function recordStored(
  ctx: BusinessContext,
  claimed: AttachmentRow,
  kept: Partial<AttachmentRow>,
): Promise<{ state: AttachmentState | 'gone' }> {
  return record(ctx, claimed, { ...kept, state: 'stored', failureText: null });
}

async function recordFailure(
  ctx: BusinessContext,
  claimed: AttachmentRow,
  { text, canRetry }: Failure,
): Promise<{ state: AttachmentState | 'gone' }> {
  const pause = canRetry ? pausesSeconds[claimed.attempts - 1] : undefined;
  if (pause === undefined) return record(ctx, claimed, { state: 'failed', failureText: text });
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
