import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { AttachmentState, FileKind } from '#db/schema/vocabulary.ts';
import { showAttachment } from '#server/domain/attachments/show-attachment.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** A file as a thread shows it. The links are short-lived; null while there is nothing behind them. */
export interface ShownAttachment {
  id: string;
  kind: FileKind;
  mimeType: string | null;
  fileName: string | null;
  sizeBytes: number | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  isVoice: boolean;
  isAnimated: boolean;
  state: AttachmentState;
  /** For people: why it is not here, or why the last try did not bring it while others follow. */
  failureText: string | null;
  isTooLarge: boolean;
  url: string | null;
  thumbnailUrl: string | null;
}

/** The files of each of these messages, in their order. */
export async function listAttachments(
  ctx: BusinessContext,
  tx: BusinessTx,
  messageIds: readonly string[],
): Promise<Map<string, ShownAttachment[]>> {
  const rows = await tx
    .select()
    .from(attachments)
    .where(sql`${attachments.messageId} = any(${sql.param(messageIds)}::uuid[])`)
    .orderBy(attachments.messageId, attachments.position);
  const shown = new Map<string, ShownAttachment[]>();
  for (const row of rows) {
    if (row.messageId === null) continue;
    const list = shown.get(row.messageId) ?? [];
    list.push(showAttachment(ctx, row));
    shown.set(row.messageId, list);
  }
  return shown;
}
