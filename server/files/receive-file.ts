import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadFile, tooLarge } from '#server/files/download-file.ts';
import type { Download } from '#server/files/download-file.ts';
import { examineFile } from '#server/files/examine-file.ts';
import { measured } from '#server/files/measure.ts';
import type { Measure } from '#server/files/measure.ts';
import { intoTemporary, temporaryFile } from '#server/files/temporary-file.ts';
import type { FileSource, Received } from '#server/files/types.ts';

const notWhole = 'This file did not arrive whole.';

/** Brings a provider's file to a temporary place and looks at it. */
export function receiveFromProvider(source: FileSource): Promise<Received> {
  return receive(source, (path) => downloadFile(source, path));
}

/** Takes what somebody uploads to a temporary place and looks at it. */
export function receiveUpload(
  content: Readable,
  limits: { maxBytes: number; mimeType?: string },
): Promise<Received> {
  return receive(limits, async (path) => {
    const measuring = measured(limits.maxBytes);
    await pipeline(content, measuring.through, createWriteStream(path, intoTemporary));
    if (measuring.isTooLarge()) return { ok: false, failure: tooLarge(limits.maxBytes) };
    return { ok: true, measure: measuring.measure() };
  });
}

function isAsTold(
  came: Measure,
  { sha256 = came.sha256, sizeBytes = came.sizeBytes }: Partial<Measure>,
): boolean {
  return sha256 === came.sha256 && sizeBytes === came.sizeBytes;
}

async function receive(
  { mimeType, ...expected }: { mimeType?: string; sha256?: string; sizeBytes?: number },
  bring: (path: string) => Promise<Download>,
): Promise<Received> {
  const { path, discard } = await temporaryFile();
  try {
    const brought = await bring(path);
    const isWhole = brought.ok && isAsTold(brought.measure, expected);
    if (isWhole && brought.measure.sizeBytes > 0) {
      const file = { ...brought.measure, ...(await examineFile(path, mimeType)) };
      return { ok: true, file: { ...file, content: () => createReadStream(path), discard } };
    }
    await discard();
    if (!brought.ok) return brought;
    const text = isWhole ? 'This file is empty.' : notWhole;
    return { ok: false, failure: { code: 'broken', text, canRetry: true } };
  } catch (error) {
    await discard();
    throw error;
  }
}
