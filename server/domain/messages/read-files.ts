import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { ChannelAdapter } from '#server/channels/types.ts';
import type { AttachmentRow } from '#server/domain/messages/build-content.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';

/** The provider keeps what it is handed for 30 days. */
const handedOverMs = 25 * 24 * 60 * 60 * 1000;

/** The files of a message, in their order. Only a file and a template with a header have any. */
export async function readFiles(tx: BusinessTx, message: MessageRow): Promise<AttachmentRow[]> {
  const hasNone = message.template === null ? message.kind === 'text' : !message.template.header;
  if (hasNone) return [];
  return tx
    .select()
    .from(attachments)
    .where(eq(attachments.messageId, message.id))
    .orderBy(attachments.position);
}

/** Whether its message may go: the provider has it for long enough, or fetches it from us. */
export function isReady(
  { upload }: ChannelAdapter,
  { storageKey, providerMediaId, providerMediaAt }: AttachmentRow,
  now: Date,
): boolean {
  if (upload === undefined) return storageKey !== null;
  if (providerMediaId === null || providerMediaAt === null) return false;
  return now.getTime() - providerMediaAt.getTime() < handedOverMs;
}
