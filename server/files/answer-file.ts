import { Readable } from 'node:stream';

export interface ServedFile {
  mimeType: string;
  /** Null for one that is shown and never saved under a name. */
  fileName: string | null;
  /** Changes with the bytes. */
  tag: string;
  sizeBytes: number;
  read(range?: { start: number; end: number }): Readable;
}

/** What browsers only draw or play; everything else is handed to the person as a file. */
const shown =
  /^(image\/(jpeg|png|webp|gif|avif)|(audio|video)\/(mp4|mpeg|ogg|webm|aac|amr|3gpp|quicktime|wav|x-m4a|vnd\.wave))$/;
/** What a browser may run, whoever it is from. */
const active = /(html|xml|script|svg|xsl|hta|mhtml|x-shockwave)/;

/**
 * Answers with a file or the part of it that is asked for; it can do nothing in our origin. A HEAD gets
 * what a GET would, without a byte.
 */
export function answerFile(file: ServedFile, { method, headers: head }: Request): Response {
  const etag = `"${file.tag}"`;
  const headers = headersOf(file, etag);
  if (isKept(head.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const fresh = head.get('if-range');
  const asked = fresh === null || fresh === etag ? head.get('range') : null;
  const range = rangeIn(asked, file.sizeBytes);
  if (range === 'impossible') {
    headers.set('content-range', `bytes */${file.sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  headers.set('content-length', String(end - start + 1));
  if (range !== null) headers.set('content-range', `bytes ${start}-${end}/${file.sizeBytes}`);
  const status = range === null ? 200 : 206;
  if (method === 'HEAD') return new Response(null, { status, headers });
  return new Response(
    whenAsked(() => file.read(range ?? undefined)),
    { status, headers },
  );
}

/** Opened with the first byte that somebody takes: a browser may be gone by then, and nobody would close it. */
function whenAsked(open: () => Readable): ReadableStream<Uint8Array> {
  const bytes = Readable.from(
    (async function* () {
      yield* open() as AsyncIterable<Uint8Array>;
    })(),
  );
  return Readable.toWeb(bytes, { strategy: { highWaterMark: 0 } }) as ReadableStream<Uint8Array>;
}

/** Also in the weak form that a proxy makes of it, and among others. (RFC 9110, 13.1.2) */
function isKept(header: string | null, etag: string): boolean {
  const kept = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return kept.includes(etag) || kept.includes('*');
}

function headersOf({ mimeType, fileName }: ServedFile, etag: string): Headers {
  const disposition = shown.test(mimeType) ? 'inline' : 'attachment';
  return new Headers({
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=1800',
    'content-disposition': `${disposition}${fileName === null ? '' : namedAs(fileName)}`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'content-type': active.test(mimeType) ? 'application/octet-stream' : mimeType,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    etag,
  });
}

/** In both spellings of RFC 6266; the plain one is for programs that know no other. */
function namedAs(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** One range of bytes, both ends inclusive; null for the whole, which several ranges also get. */
function rangeIn(
  header: string | null,
  sizeBytes: number,
): { start: number; end: number } | null | 'impossible' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first === '' && Number(last) === 0) return 'impossible';
  if (last !== '' && first !== '' && Number(last) < start) return null;
  return start >= sizeBytes ? 'impossible' : { start, end };
}
