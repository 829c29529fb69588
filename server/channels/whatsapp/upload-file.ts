import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';

import { failureOf, readAnswer } from '#server/channels/meta/read-answer.ts';
import { NotSentError, post } from '#server/channels/post.ts';
import type { PostAnswer } from '#server/channels/post.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { ChannelConnection, FileToUpload, UploadResult } from '#server/channels/types.ts';
import { doorTo, whatsapp } from '#server/channels/whatsapp/call-graph.ts';
import { typeAtMeta } from '#server/channels/whatsapp/file-limits.ts';

/** A hundred megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 180_000;

const uploaded = z.object({ id: z.union([z.string().min(1), z.int().transform(String)]) });

/** Hands a file to WhatsApp. A lost answer may be repeated: uploading again sends nothing twice. */
export async function uploadFile(
  connection: ChannelConnection,
  file: FileToUpload,
): Promise<UploadResult> {
  const door = doorTo(connection, 'media');
  if ('failure' in door) return { ok: false, failure: door.failure };
  const { url, authorization } = door;
  const { body, headers } = multipartOf(file);
  let answer: PostAnswer;
  try {
    const timeoutMs = UPLOAD_TIMEOUT_MS;
    answer = await post({ url, headers: { authorization, ...headers }, body, timeoutMs });
  } catch (error) {
    return { ok: false, failure: error instanceof NotSentError ? unreachable : unanswered };
  } finally {
    body.destroy();
  }
  const read = readAnswer(whatsapp, answer);
  if (read !== null && 'failure' in read) return { ok: false, failure: read.failure };
  const success = uploaded.safeParse(read?.body);
  if (success.success) return { ok: true, providerMediaId: success.data.id };
  return { ok: false, failure: unanswered };
}

const unreachable = failureOf('provider_down', 'WhatsApp cannot be reached right now.', 5);
const unanswered: SendFailure = failureOf(
  'provider_unavailable',
  'WhatsApp did not confirm that it took the file.',
  5,
);

/** A form of three fields whose file is read while it is sent. */
function multipartOf({ fileName, mimeType: told, sizeBytes, open }: FileToUpload) {
  const mimeType = typeAtMeta(told);
  const boundary = `----frontdesk-${randomUUID()}`;
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const before = Buffer.from(
    field('messaging_product', 'whatsapp') +
      field('type', mimeType) +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(fileName)}"\r\n` +
      `Content-Type: ${mimeType}\r\n\r\n`,
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* parts() {
    yield before;
    yield* open();
    yield after;
  }
  return {
    body: Readable.from(parts(), { objectMode: false }),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(before.length + sizeBytes + after.length),
    },
  };
}

/** As browsers write a name that would end its quotes or its line. */
function escapeName(name: string): string {
  return name.replace(/[\r\n"]/g, (found) => encodeURIComponent(found));
}
