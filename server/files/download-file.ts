import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { isPublicAddress, literalAddress, resolveHost } from '#server/files/address-guard.ts';
import type { Resolve } from '#server/files/address-guard.ts';
import { measured } from '#server/files/measure.ts';
import type { Measure } from '#server/files/measure.ts';
import { pinnedConnections } from '#server/files/pinned-connections.ts';
import { intoTemporary } from '#server/files/temporary-file.ts';
import type { FileFailure, FileSource } from '#server/files/types.ts';

const mostRedirects = 3;
const headersMs = 15_000;
const idleMs = 30_000;
const wholeMs = 240_000;
/** What our own disk says, and no network. */
const ownFaults = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'EACCES',
]);

/** What was brought, or why not; nothing here depends on what the other side says of itself. */
export type Download = { ok: true; measure: Measure } | { ok: false; failure: FileFailure };

/** A file cannot be had from there, for a reason that people are told. */
class DownloadError extends Error {
  readonly failure: FileFailure;

  constructor(failure: FileFailure) {
    super(failure.text);
    this.failure = failure;
  }
}

/**
 * Brings a file to a path of ours. Each host on the way is resolved once, all its addresses must be
 * public, and the connection goes to one of exactly those; only the trusted origin may be private.
 * Rejects when it cannot be written here.
 */
export async function downloadFile(
  source: FileSource,
  path: string,
  resolve: Resolve = resolveHost,
): Promise<Download> {
  const signal = AbortSignal.timeout(wholeMs);
  try {
    if ((source.sizeBytes ?? 0) > source.maxBytes)
      throw new DownloadError(tooLarge(source.maxBytes));
    let url = urlOf(source.url);
    let headers = source.headers ?? {};
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const step = await takeStep({ source, url, headers, path, resolve, signal });
      if ('measure' in step) return { ok: true, measure: step.measure };
      // What opens one door is not shown at another.
      if (step.location.origin !== url.origin) headers = {};
      url = step.location;
    }
    throw refused('The provider sent us on too often.');
  } catch (error) {
    if (error instanceof DownloadError) return { ok: false, failure: error.failure };
    if (isOwnFault(error)) throw error;
    return { ok: false, failure: unreachable(signal.aborted) };
  }
}

interface Step {
  source: FileSource;
  url: URL;
  headers: Record<string, string>;
  path: string;
  resolve: Resolve;
  signal: AbortSignal;
}

async function takeStep(step: Step): Promise<{ measure: Measure } | { location: URL }> {
  const { source, url, headers, path, resolve, signal } = step;
  const connections = pinnedConnections(await addressesOf(url, source.trustedOrigin, resolve));
  try {
    const answer = await request(url, {
      dispatcher: connections,
      headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Frontdesk' },
      headersTimeout: headersMs,
      bodyTimeout: idleMs,
      signal,
    });
    const location = locationIn(answer, url);
    if (location !== null) return { location };
    return { measure: await keep(answer, path, source.maxBytes) };
  } finally {
    await connections.destroy();
  }
}

/** The checked addresses of where a URL leads. Throws when one of them is not for us. */
async function addressesOf(
  url: URL,
  trustedOrigin: string | undefined,
  resolve: Resolve,
): Promise<string[]> {
  const isTrusted = url.origin === trustedOrigin && /^https?:$/.test(url.protocol);
  if (url.protocol !== 'https:' && !isTrusted) {
    throw refused('The address of this file is not an https one.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('The address of this file carries a login.');
  }
  const literal = literalAddress(url.hostname);
  const addresses = literal === null ? await resolve(url.hostname) : [literal];
  if (addresses.length === 0) throw new DownloadError(unreachable(false));
  if (isTrusted) return addresses;
  if (!addresses.every(isPublicAddress)) {
    throw refused('The address of this file leads into a private network.');
  }
  if (url.port !== '') throw refused('The address of this file is not that of a website.');
  return addresses;
}

function locationIn(answer: Dispatcher.ResponseData, url: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return null;
  const location = [answer.headers.location].flat()[0];
  return location === undefined ? null : urlOf(location, url);
}

async function keep(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  path: string,
  maxBytes: number,
): Promise<Measure> {
  if (statusCode !== 200) throw new DownloadError(failureOf(statusCode));
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') throw new DownloadError(packed);
  const told = Number(headers['content-length'] ?? 0);
  if (told > maxBytes) throw new DownloadError(tooLarge(maxBytes));
  const measuring = measured(maxBytes);
  await pipeline(body, measuring.through, createWriteStream(path, intoTemporary));
  if (measuring.isTooLarge()) throw new DownloadError(tooLarge(maxBytes));
  return measuring.measure();
}

function urlOf(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url === null) throw refused('The address of this file cannot be read.');
  return url;
}

function failureOf(status: number): FileFailure {
  if (status === 404 || status === 410) {
    return { code: 'gone', text: 'The provider does not have this file any more.', canRetry: true };
  }
  if (status === 401 || status === 403) {
    const text = 'The provider did not let us have this file.';
    return { code: 'denied', text, canRetry: true };
  }
  return unreachable(false);
}

function unreachable(isTooSlow: boolean): FileFailure {
  const text = isTooSlow
    ? 'The provider took too long to hand this file over.'
    : 'The provider could not be reached for this file.';
  return { code: 'unreachable', text, canRetry: true };
}

/** We asked for the bytes as they are: what is packed all the same has another size and sum. */
const packed: FileFailure = {
  code: 'broken',
  text: 'The provider handed this file over in a form that it was not asked for.',
  canRetry: true,
};

function isOwnFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return false;
  return (
    ownFaults.has(String(error.code)) && /^(open|write|fsync|close)$/.test(String(error.syscall))
  );
}

export function tooLarge(maxBytes: number): FileFailure {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  const limit = megabytes > 0 ? `${megabytes} MB` : `${Math.floor(maxBytes / 1024)} KB`;
  return { code: 'too_large', text: `This file is larger than ${limit}.`, canRetry: false };
}

function refused(text: string): DownloadError {
  return new DownloadError({ code: 'refused', text, canRetry: false });
}
