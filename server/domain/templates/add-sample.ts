import type { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { cleanFileName } from '#server/domain/attachments/file-name.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { deskOf, valueOf } from '#server/domain/templates/internal.ts';
import { mostSampleBytes, sampleTypes } from '#server/domain/templates/schema.ts';
import type { AddSampleInput } from '#server/domain/templates/schema.ts';

const words = { image: 'a JPEG or a PNG', video: 'an MP4', document: 'a PDF' } as const;

/**
 * Hands the provider an example of what a header will show, and returns the handle that stands for it
 * in a template; we keep nothing of it. Throws FORBIDDEN, NOT_FOUND, BAD_REQUEST for a file of
 * another type, and what the provider refuses as a sentence.
 */
export async function addSample(
  ctx: BusinessContext,
  { content, ...input }: AddSampleInput & { content: Readable },
): Promise<{ handle: string }> {
  requireRole(ctx, 'admin');
  const channel = await ctx.db(async (tx) => {
    const [row] = await tx.select().from(channels).where(eq(channels.id, input.channelId));
    if (row === undefined || row.status === 'disconnected') throw notFound('channel');
    return row;
  });
  const { desk, connection } = deskOf(ctx, channel);
  const received = await ctx.files.receive(content, {
    maxBytes: mostSampleBytes,
    ...(input.mimeType === undefined ? {} : { mimeType: input.mimeType }),
  });
  if (!received.ok) throw new ServiceError('BAD_REQUEST', received.failure.text);
  const { file } = received;
  try {
    const { mimeType, sizeBytes } = file;
    if (!sampleTypes[input.kind].some((type) => type === mimeType)) {
      throw new ServiceError(
        'BAD_REQUEST',
        `Choose ${words[input.kind]}: WhatsApp takes no other.`,
      );
    }
    const fileName = cleanFileName(input.fileName) ?? input.kind;
    const open = () => file.content();
    return valueOf(await desk.uploadSample(connection, { fileName, mimeType, sizeBytes, open }));
  } finally {
    await file.discard();
  }
}
