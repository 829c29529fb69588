import { z } from 'zod';

/** The largest file that any channel takes. */
export const maxUploadBytes = 100 * 1024 * 1024;
export const maxFilesAtOnce = 10;
/** A file that was added and not sent is forgotten after so long. */
export const unsentHours = 24;

export const attachmentIdInput = z.object({ attachmentId: z.uuid() });

/** Beside the bytes themselves. */
export const addAttachmentInput = z.object({
  conversationId: z.uuid(),
  fileName: z.string().max(1_000).default(''),
  mimeType: z.string().max(200).optional(),
});
export type AddAttachmentInput = z.output<typeof addAttachmentInput>;
