import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLocation } from '#server/channels/types.ts';
import type { AttachmentClaim } from '#server/domain/attachments/claim-attachment.ts';
import { kindOf } from '#server/domain/attachments/fit-file.ts';
import { maxUploadBytes } from '#server/domain/attachments/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { FileFailure, FileSource, ReceivedFile } from '#server/files/types.ts';

/** Why a file is not here, for people, and whether the same may help another time. */
export type FetchFailure = Pick<FileFailure, 'text' | 'canRetry'> & { isTooLarge?: boolean };

export type Brought =
  | { ok: true; file: ReceivedFile; kind: FileKind; isAnimated: boolean }
  | { ok: false; failure: FetchFailure };

type Claimed = Extract<AttachmentClaim, { kind: 'mine' }>;
type Located = Extract<FileLocation, { ok: true }>;

/** Asks the provider where the file of a message lies right now, and brings it to a temporary place. */
export async function bringFile(
  ctx: BusinessContext,
  { attachment, channel }: Claimed,
): Promise<Brought> {
  const { providerMediaId, sourceUrl, kind, isAnimated, attempts } = attachment;
  const connection = ctx.channels.connectionFor(channel);
  const located = await ctx.channels.adapterFor(channel.kind).locateFile(connection, {
    ...(providerMediaId === null ? {} : { providerMediaId }),
    ...(sourceUrl === null ? {} : { url: sourceUrl }),
  });
  if (!located.ok) return { ok: false, failure: located };
  const trustedOrigin = new URL(connection.baseUrl).origin;
  const received = await ctx.files.download(sourceFor(located, attachment, trustedOrigin));
  if (!received.ok) return { ok: false, failure: failureAt(located, received.failure, attempts) };
  const { file } = received;
  // An address alone may be that of a page: of a reel it sometimes is.
  if (located.endedText !== undefined && kind !== 'document' && file.mimeType === 'text/html') {
    await file.discard();
    const text = 'Behind the address of this file is a web page, not a file.';
    return { ok: false, failure: { text, canRetry: false } };
  }
  return {
    ok: true,
    file,
    kind: kindByBytes(kind, file.mimeType),
    isAnimated: isAnimated || file.isAnimated,
  };
}

/** A customer may send more than we may: what any channel takes is the limit. */
function sourceFor(
  { url, headers, sizeBytes, ...located }: Located,
  told: Pick<Claimed['attachment'], 'mimeType' | 'sha256'>,
  trustedOrigin: string,
): FileSource {
  const sha256 = located.sha256 ?? told.sha256 ?? undefined;
  const mimeType = located.mimeType ?? told.mimeType ?? undefined;
  return {
    url,
    trustedOrigin,
    maxBytes: maxUploadBytes,
    ...(headers === undefined ? {} : { headers }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(mimeType === undefined ? {} : { mimeType }),
  };
}

/** An address that cannot be had anew and that twice led nowhere has come to its end. */
function failureAt(
  { endedText }: Located,
  { code, text, canRetry }: FileFailure,
  attempts: number,
): FetchFailure {
  if (endedText !== undefined && (code === 'gone' || code === 'denied')) {
    return { text: endedText, canRetry: attempts < 2 };
  }
  return { text, canRetry, isTooLarge: code === 'too_large' };
}

/** A story may be a video though its event does not say so, and a photo a page that calls itself one. */
function kindByBytes(told: FileKind, mimeType: string): FileKind {
  const own = kindOf(mimeType);
  if (told === 'document' || (told === 'sticker' && own === 'image')) return told;
  // The container of a recording is that of a video.
  return told === 'audio' && own === 'video' ? told : own;
}
