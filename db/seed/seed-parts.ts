import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import type { FileKind } from '#db/schema/vocabulary.ts';
import type { LineParts } from '#db/seed/every-kind.ts';
import { PHOTO_SIZE, seedFile, VOICE_SECONDS } from '#db/seed/seed-file.ts';
import type { SeedFile, SeedFileKind } from '#db/seed/seed-file.ts';

/** Stores a file of a business's attachment; gives the keys under which it and its thumbnail lie. */
export type KeepFile = (
  place: { businessId: string; attachmentId: string },
  file: SeedFile,
) => Promise<{ storageKey: string; thumbnailKey: string | null }>;

interface FileColumns {
  kind: FileKind;
  width?: number;
  height?: number;
  durationSeconds?: number;
  isVoice?: boolean;
}

const COLUMNS: Record<SeedFileKind, FileColumns> = {
  photo: { kind: 'image', ...PHOTO_SIZE },
  after: { kind: 'image', ...PHOTO_SIZE },
  voice: { kind: 'audio', isVoice: true, durationSeconds: VOICE_SECONDS },
  prices: { kind: 'document' },
  sticker: { kind: 'sticker', width: 256, height: 256 },
};

/** The files of a demo message, and what was put on it. */
export async function seedParts(
  tx: BusinessTx,
  message: typeof messages.$inferSelect,
  { files = [], reactions: put = [] }: LineParts,
  keepFile: KeepFile | null,
): Promise<void> {
  for (const [position, kind] of files.entries()) {
    await seedAttachment(tx, message, { kind, position }, keepFile);
  }
  const { businessId, channelId, providerMessageId, occurredAt } = message;
  if (put.length === 0 || providerMessageId === null) return;
  await tx
    .insert(reactions)
    .values(put.map((one) => ({ businessId, channelId, providerMessageId, occurredAt, ...one })));
}

async function seedAttachment(
  tx: BusinessTx,
  { businessId, id: messageId, occurredAt }: typeof messages.$inferSelect,
  { kind, position }: { kind: SeedFileKind; position: number },
  keepFile: KeepFile | null,
): Promise<void> {
  const file = seedFile(kind);
  const attachmentId = crypto.randomUUID();
  const kept = keepFile && (await keepFile({ businessId, attachmentId }, file));
  await tx.insert(attachments).values({
    businessId,
    id: attachmentId,
    messageId,
    position,
    ...COLUMNS[kind],
    mimeType: file.mimeType,
    fileName: file.name,
    sizeBytes: file.bytes.length,
    createdAt: occurredAt,
    stateAt: occurredAt,
    ...(kept === null
      ? { state: 'failed' as const, failureText: 'The demo was made without a place for files.' }
      : { state: 'stored' as const, ...kept }),
  });
}
