import { eq } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { ChannelConnection, UploadResult } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { AttachmentRow } from '#server/domain/messages/build-content.ts';
import { markSending } from '#server/domain/messages/claim-message.ts';
import type { Claim } from '#server/domain/messages/claim-message.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import type { Recorded } from '#server/domain/messages/record-results.ts';

type Upload = Pick<Extract<Claim, { kind: 'upload' }>, 'message' | 'connection' | 'files'>;

/**
 * Hands the files of a message to the provider, and keeps under which ids it has them. A refusal
 * counts as one of the message itself, and is returned; null when all are there. Two who upload at
 * once send nothing twice.
 */
export async function uploadFiles(
  ctx: BusinessContext,
  { message, connection, files }: Upload,
): Promise<Recorded | null> {
  for (const file of files) {
    const result = await uploadFile(ctx, connection, file);
    if (!result.ok) return recordRefusal(ctx, message.id, result.failure);
    const { providerMediaId } = result;
    await ctx.db((tx) =>
      tx
        .update(attachments)
        .set({ providerMediaId, providerMediaAt: ctx.now() })
        .where(eq(attachments.id, file.id)),
    );
  }
  return null;
}

async function uploadFile(
  ctx: BusinessContext,
  connection: ChannelConnection,
  { fileName, kind, mimeType, storageKey }: AttachmentRow,
): Promise<UploadResult> {
  const adapter = ctx.channels.adapterFor(connection.kind);
  const stored = storageKey === null ? null : await ctx.files.open(storageKey);
  if (stored === null) return refused('The file is not here any more. Add it again.');
  if (adapter.upload === undefined) return refused('This channel takes no files.');
  return adapter.upload(connection, {
    fileName: fileName ?? kind,
    mimeType: mimeType ?? 'application/octet-stream',
    sizeBytes: stored.sizeBytes,
    open: () => stored.read(),
  });
}

function refused(message: string): UploadResult {
  const failure: SendFailure = { code: 'media_upload_failed', message, retryable: false };
  return { ok: false, failure };
}

/** As if the message itself had been refused; one that is not waiting any more is left as it is. */
async function recordRefusal(
  ctx: BusinessContext,
  messageId: string,
  failure: SendFailure,
): Promise<Recorded> {
  return ctx.db(async (tx) => {
    const [message] = await tx
      .select()
      .from(messages)
      .where(eq(messages.id, messageId))
      .for('no key update');
    if (message === undefined) throw new Error('The message was gone.');
    const { channelId, state } = message;
    if (state !== 'queued') return { state, retryAfterSeconds: null };
    const { attempt } = await markSending(ctx, tx, message);
    const result = { ok: false, failure } as const;
    const [recorded] = await recordResults(ctx, channelId, [{ messageId, result, attempt }]);
    if (recorded === undefined) throw new Error('The result was not recorded.');
    return recorded;
  });
}
