import type { Readable } from 'node:stream';
import { and, count, eq, isNull } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLimit } from '#server/channels/types.ts';
import { cleanFileName } from '#server/domain/attachments/file-name.ts';
import { kindOf, largestOf } from '#server/domain/attachments/fit-file.ts';
import { keepFile } from '#server/domain/attachments/keep-file.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';
import type { AddAttachmentInput } from '#server/domain/attachments/schema.ts';
import { requireFit } from '#server/domain/attachments/require-fit.ts';
import { showAttachment } from '#server/domain/attachments/show-attachment.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import type { ReceivedFile } from '#server/files/types.ts';

/** Of one member; enough for several conversations at once. */
const mostUnsent = 50;

/**
 * Takes a file that a member is going to send, and says as what the channel of the conversation will
 * take it. Throws BAD_REQUEST when it will not, NOT_FOUND, and TOO_MANY_REQUESTS.
 */
export async function addAttachment(
  ctx: BusinessContext,
  input: AddAttachmentInput & { content: Readable },
): Promise<ShownAttachment> {
  const memberId = requireMemberId(ctx);
  const limits = await readLimits(ctx, memberId, input.conversationId);
  const { mimeType } = input;
  const received = await ctx.files.receive(input.content, {
    maxBytes: largestOf(limits),
    ...(mimeType === undefined ? {} : { mimeType }),
  });
  if (!received.ok) throw new ServiceError('BAD_REQUEST', received.failure.text);
  const { file } = received;
  try {
    const { isAnimated, sizeBytes } = file;
    const fileName = cleanFileName(input.fileName);
    const whole = { kind: kindFor(file), mimeType: file.mimeType, sizeBytes, fileName };
    const kind = requireFit(whole, limits);
    const values = { uploadedByMemberId: memberId, kind, isAnimated, fileName };
    // The row comes first, so that bytes without one cannot be: what breaks off here is swept later.
    const [added] = await ctx.db((tx) =>
      tx
        .insert(attachments)
        .values({ ...values, businessId: ctx.businessId, createdAt: ctx.now() })
        .returning({ id: attachments.id }),
    );
    if (added === undefined) throw new Error('The file was not written down.');
    const kept = await keepFile(ctx, added.id, file);
    const [stored] = await ctx.db((tx) =>
      tx
        .update(attachments)
        .set({ ...kept, state: 'stored', stateAt: ctx.now() })
        .where(eq(attachments.id, added.id))
        .returning(),
    );
    if (stored === undefined) throw notFound('file');
    return showAttachment(ctx, stored);
  } finally {
    await file.discard();
  }
}

function requireMemberId({ actor }: BusinessContext): string {
  if (actor.kind === 'member') return actor.memberId;
  throw new ServiceError('FORBIDDEN', 'Only members can add files.');
}

function readLimits(
  ctx: BusinessContext,
  memberId: string,
  conversationId: string,
): Promise<Record<FileKind, FileLimit>> {
  return ctx.db(async (tx) => {
    const [channel] = await tx
      .select({ kind: channels.kind })
      .from(conversations)
      .innerJoin(channels, eq(channels.id, conversations.channelId))
      .where(eq(conversations.id, conversationId));
    if (channel === undefined) throw notFound('conversation');
    const isUnsent = isNull(attachments.messageId);
    const [unsent] = await tx
      .select({ files: count() })
      .from(attachments)
      .where(and(isUnsent, eq(attachments.uploadedByMemberId, memberId)));
    if ((unsent?.files ?? 0) >= mostUnsent) {
      const sentence = 'You have added many files that are not sent. Send or remove some first.';
      throw new ServiceError('TOO_MANY_REQUESTS', sentence);
    }
    return ctx.channels.adapterFor(channel.kind).capabilities.files;
  });
}

/** What it is to people. (Meta: a sticker is a WebP of 512 by 512, of 100 KB, or 500 KB where it moves) */
function kindFor(file: ReceivedFile): FileKind {
  const { mimeType, width, height, isAnimated, sizeBytes } = file;
  const isOfSize = width === 512 && height === 512 && sizeBytes <= (isAnimated ? 500 : 100) * 1024;
  return mimeType === 'image/webp' && isOfSize ? 'sticker' : kindOf(mimeType);
}
