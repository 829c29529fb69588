import { businessFunction } from '#inngest/business-function.ts';
import { fetchAttachment } from '#server/domain/attachments/fetch-attachment.ts';

/** The verb alone decides when it is tried again and when not; the retries here only outlast its own. */
export const fetchAttachmentFunction = businessFunction(
  { id: 'fetch-attachment', event: 'attachment.added', retries: 15 },
  ({ ctx, event }) => fetchAttachment(ctx, { attachmentId: event.data.attachmentId }),
);
