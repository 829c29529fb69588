import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { FileStorage } from '#server/domain/context.ts';
import { checkKey } from '#server/files/check-key.ts';
import { intoTemporary, temporaryFile } from '#server/files/temporary-file.ts';

export interface S3Settings {
  /** Without a trailing slash; the bucket is addressed as a path below it. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

interface Body {
  sha256: string;
  sizeBytes: number;
  content(): Uint8Array | Readable;
}

const nothing: Body = {
  sha256: digest(new Uint8Array()),
  sizeBytes: 0,
  content: () => Buffer.of(),
};
const idleMs = 30_000;
/** Before the second try and the third: each is the same again, and done twice it is done once. */
const pausesMs = [200, 1_000];

type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE';

/** Files in a bucket of any storage that speaks S3. */
export function s3Storage(settings: S3Settings): FileStorage {
  const call = (
    method: Method,
    key: string,
    headers: Record<string, string> = {},
    body = nothing,
  ) => insist(settings, { method, key: checkKey(key), headers, body });
  return {
    async write(key, content) {
      const body = content instanceof Readable ? await spool(content) : whole(content);
      try {
        await done(
          await call('PUT', key, { 'content-length': String(body.sizeBytes) }, body),
          [200],
        );
      } finally {
        await body.discard?.();
      }
    },
    async open(key) {
      const answer = await call('HEAD', key);
      await done(answer, [200, 404]);
      if (answer.statusCode === 404) return null;
      const sizeBytes = Number(answer.headers['content-length']);
      return {
        sizeBytes,
        read: (range) => Readable.from(read(() => call('GET', key, rangeHeader(range)))),
      };
    },
    async remove(key) {
      await done(await call('DELETE', key), [200, 204, 404]);
    },
  };
}

interface Call {
  method: Method;
  key: string;
  headers: Record<string, string>;
  body: Body;
}

/** Asks again when the storage is busy, stumbles, or cannot be reached for a moment. */
async function insist(settings: S3Settings, call: Call): Promise<Dispatcher.ResponseData> {
  for (const pauseMs of pausesMs) {
    const answer = await send(settings, call).catch(() => null);
    if (answer !== null && answer.statusCode < 500 && answer.statusCode !== 429) return answer;
    await answer?.body.dump();
    await setTimeout(pauseMs * (1 + Math.random()));
  }
  return send(settings, call);
}

async function send(
  settings: S3Settings,
  { method, key, headers, body }: Call,
): Promise<Dispatcher.ResponseData> {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = settings;
  const signer = new AwsV4Signer({
    url: `${endpoint}/${bucket}/${key}`,
    method,
    headers: { ...headers, 'x-amz-content-sha256': body.sha256 },
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
  });
  const signed = await signer.sign();
  return request(signed.url, {
    method,
    headers: Object.fromEntries(signed.headers),
    ...(method === 'PUT' ? { body: body.content() } : {}),
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
  });
}

/** The length and the sum must be known before the first byte leaves. */
async function spool(content: Readable): Promise<Body & { discard(): Promise<void> }> {
  const { path, discard } = await temporaryFile();
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, intoTemporary),
    );
    return {
      sha256: hash.digest('hex'),
      sizeBytes,
      content: () => createReadStream(path),
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

function whole(content: Uint8Array): Body & { discard?: () => Promise<void> } {
  return { sha256: digest(content), sizeBytes: content.length, content: () => content };
}

async function* read(ask: () => Promise<Dispatcher.ResponseData>): AsyncGenerator<Uint8Array> {
  const answer = await ask();
  if (![200, 206].includes(answer.statusCode)) await done(answer, []);
  yield* answer.body as AsyncIterable<Uint8Array>;
}

async function done(answer: Dispatcher.ResponseData, wanted: readonly number[]): Promise<void> {
  await answer.body.dump();
  if (wanted.includes(answer.statusCode)) return;
  throw new Error(`The file storage answered ${answer.statusCode}.`);
}

function rangeHeader(range?: { start: number; end: number }): Record<string, string> {
  return range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
