import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';

const textBytes = 4_096;
const binary = 'application/octet-stream';
/** Kinds of plain text that differ by their use, not by their bytes. */
const plainTexts = new Set([
  'text/plain',
  'text/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/vcard',
  'text/x-vcard',
  'text/calendar',
  'application/json',
]);
/** The old Office's one container. */
const containers = new Map([
  [
    'application/x-cfb',
    /^application\/(msword|vnd\.ms-(excel|powerpoint|outlook|project|works)|vnd\.visio)$/,
  ],
  ['video/mp4', /^audio\/(mp4|aac|x-m4a)$/],
  ['video/webm', /^audio\/webm$/],
  ['video/3gpp', /^audio\/3gpp$/],
]);

/** What a file is by its bytes; what was said of it only decides between names for the same bytes. */
export async function sniffType(path: string, told: string | undefined): Promise<string> {
  const claimed = bareType(told);
  const { fileTypeFromBlob } = await import('file-type');
  const mime = (await fileTypeFromBlob(await openAsBlob(path)))?.mime;
  // Of sound in Ogg, providers and phones know Opus alone: what is not Opus is no recording.
  const found = mime === 'audio/ogg' ? 'application/ogg' : bareType(mime);
  if (found === 'application/xml') return xmlType(await beginningOf(path));
  if (found !== '') return containers.get(found)?.test(claimed) === true ? claimed : found;
  const beginning = await beginningOf(path);
  const text = textIn(beginning);
  if (text === null) return binary;
  if (isMarkup(text)) return xmlType(beginning);
  return plainTexts.has(claimed) ? claimed : 'text/plain';
}

function bareType(type: string | undefined): string {
  return (type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(textBytes), 0, textBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Null when it is no UTF-8; the last letter may have been cut through. */
function textIn(beginning: Uint8Array): string | null {
  if (beginning.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true });
  } catch {
    return null;
  }
}

function isMarkup(text: string): boolean {
  return /<\s*(!doctype|!--|\?xml|html|head|body|script|svg|iframe|math)\b/i.test(text);
}

function xmlType(beginning: Uint8Array): string {
  const text = new TextDecoder().decode(beginning);
  if (/<\s*svg\b/i.test(text)) return 'image/svg+xml';
  return /<\s*(!doctype html|html|head|body|script|iframe)\b/i.test(text)
    ? 'text/html'
    : 'application/xml';
}
