import { discardAttachment } from '#server/domain/attachments/discard-attachment.ts';
import { retryAttachment } from '#server/domain/attachments/retry-attachment.ts';
import { attachmentIdInput } from '#server/domain/attachments/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const attachmentsRouter = router({
  retry: memberProcedure
    .input(attachmentIdInput)
    .mutation(({ ctx, input }) => retryAttachment(ctx.business, input)),
  discard: memberProcedure
    .input(attachmentIdInput)
    .mutation(({ ctx, input }) => discardAttachment(ctx.business, input)),
});
