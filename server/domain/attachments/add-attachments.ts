import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { messages } from '#db/schema/messages.ts';
import type { ProviderFile } from '#server/channels/content.ts';
import { cleanFileName } from '#server/domain/attachments/file-name.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** The files of a message that its provider still has: the message is there at once, they follow. */
export async function addAttachments(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: Pick<typeof messages.$inferSelect, 'id' | 'occurredAt'>,
  files: readonly ProviderFile[],
): Promise<void> {
  if (files.length === 0) return;
  const { businessId } = ctx;
  const rows = files.map((file, position) => ({
    businessId,
    messageId: message.id,
    position,
    kind: file.kind,
    mimeType: file.mimeType,
    fileName: cleanFileName(file.fileName ?? ''),
    sha256: file.sha256,
    isVoice: file.isVoice ?? false,
    isAnimated: file.isAnimated ?? false,
    providerMediaId: file.providerMediaId,
    providerMediaAt: message.occurredAt,
    sourceUrl: file.url,
    stateAt: ctx.now(),
  }));
  const added = await tx.insert(attachments).values(rows).returning({ id: attachments.id });
  for (const { id: attachmentId } of added) {
    await ctx.enqueue(tx, { name: 'attachment.added', data: { businessId, attachmentId } });
  }
}
