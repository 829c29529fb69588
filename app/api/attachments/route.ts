import { takeFile } from '#app/api/take-file.ts';
import { addAttachment } from '#server/domain/attachments/add-attachment.ts';
import { addAttachmentInput } from '#server/domain/attachments/schema.ts';

/** Takes one file, as the body itself, for a conversation of the business that the page shows. */
export function POST(request: Request): Promise<Response> {
  return takeFile(request, ({ query, ...said }) => {
    const conversationId = query.get('conversation');
    const input = addAttachmentInput.safeParse({ ...said, conversationId });
    if (!input.success) return null;
    return (ctx, content) => addAttachment(ctx, { ...input.data, content });
  });
}
