import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileStorage } from '#server/domain/context.ts';
import { localStorage } from '#server/files/local-storage.ts';
import { s3Storage } from '#server/files/s3-storage.ts';
import { s3Keys, startS3Server } from '#server/files/testing/s3-server.ts';

type S3Server = Awaited<ReturnType<typeof startS3Server>>;
let folder: string;
let s3: S3Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-files-'));
  s3 = await startS3Server();
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

const inBucket = (keys = s3Keys) =>
  s3Storage({ endpoint: s3.endpoint, bucket: 'desk-files', region: 'eu-central-1', ...keys });

const storages: [string, () => FileStorage][] = [
  ['a local folder', () => localStorage(folder)],
  ['an S3 bucket', () => inBucket()],
];

async function readAll(storage: FileStorage, key: string): Promise<Buffer | null> {
  const opened = await storage.open(key);
  return opened === null ? null : buffer(opened.read());
}

describe.each(storages)('files in %s', (_, make) => {
  test('come back as they were written, as bytes and as a stream', async () => {
    const storage = make();
    const large = randomBytes(3 * 1024 * 1024 + 17);
    await storage.write(
      'one/two/large',
      Readable.from([large.subarray(0, 70_000), large.subarray(70_000)]),
    );
    await storage.write('one/two/small', Buffer.from('hello'));
    expect((await storage.open('one/two/large'))?.sizeBytes).toBe(large.length);
    expect((await readAll(storage, 'one/two/large'))?.equals(large)).toBe(true);
    expect((await readAll(storage, 'one/two/small'))?.toString()).toBe('hello');
  });

  test('are read in part, both ends included', async () => {
    const storage = make();
    await storage.write('part', Buffer.from('0123456789'));
    const opened = await storage.open('part');
    expect((await buffer(opened?.read({ start: 2, end: 4 }) ?? Readable.from([]))).toString()).toBe(
      '234',
    );
  });

  test('written again are replaced whole', async () => {
    const storage = make();
    await storage.write('again', Buffer.from('a longer first text'));
    await storage.write('again', Buffer.from('second'));
    expect((await readAll(storage, 'again'))?.toString()).toBe('second');
  });

  test('that broke off while they were written are not there, and the one before stays', async () => {
    const storage = make();
    await storage.write('kept', Buffer.from('before'));
    const broken = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('half of');
          throw new Error('The line is dead.');
        })(),
      );
    await expect(storage.write('kept', broken())).rejects.toThrow('The line is dead.');
    await expect(storage.write('never', broken())).rejects.toThrow('The line is dead.');
    expect((await readAll(storage, 'kept'))?.toString()).toBe('before');
    expect(await storage.open('never')).toBeNull();
  });

  test('removed are gone, and removing again is no fault', async () => {
    const storage = make();
    await storage.write('gone', Buffer.from('x'));
    await storage.remove('gone');
    await storage.remove('gone');
    expect(await storage.open('gone')).toBeNull();
  });

  test('written five times at once are one of the five', async () => {
    const storage = make();
    const contents = ['a', 'b', 'c', 'd', 'e'].map((letter) => Buffer.alloc(200_000, letter));
    await Promise.all(contents.map((content) => storage.write('race', Readable.from([content]))));
    const found = await readAll(storage, 'race');
    expect(contents.filter((content) => found?.equals(content))).toHaveLength(1);
  });

  test.each([
    '',
    '/etc/passwd',
    '../out',
    'a/../../b',
    'a//b',
    'a/',
    '.incoming/x',
    'a\\b',
    'a%2fb',
    'a\0b',
    'a b',
    'ä',
  ])('never have the key %j', async (key) => {
    const storage = make();
    await expect(Promise.resolve().then(() => storage.write(key, Buffer.of(1)))).rejects.toThrow(
      'no key',
    );
    await expect(Promise.resolve().then(() => storage.open(key))).rejects.toThrow('no key');
    await expect(Promise.resolve().then(() => storage.remove(key))).rejects.toThrow('no key');
  });
});

test('nothing that was on its way is left in the local folder', async () => {
  expect(await readdir(join(folder, '.incoming'))).toEqual([]);
});

describe('a bucket that stumbles', () => {
  test('is asked again, and has each file once', async () => {
    const storage = inBucket();
    for (const status of [500, 503, 429, 0]) {
      s3.stumble(status, 2);
      await storage.write('stumbled', Readable.from([Buffer.from(`after ${status}`)]));
      s3.stumble(status, 1);
      expect((await readAll(storage, 'stumbled'))?.toString()).toBe(`after ${status}`);
    }
    s3.stumble(503, 1);
    await storage.remove('stumbled');
    expect(await storage.open('stumbled')).toBeNull();
  });

  test('and does not stop is an error at last', async () => {
    s3.stumble(503, 3);
    await expect(inBucket().write('never', Buffer.of(1))).rejects.toThrow('answered 503');
    expect(s3.objects.has('/desk-files/never')).toBe(false);
  });
});

test('a bucket gives nothing to a wrong key, and its refusal is an error', async () => {
  const before = s3.refusals.length;
  const stranger = inBucket({ ...s3Keys, secretAccessKey: 'guessed' });
  await expect(stranger.write('stolen', Buffer.of(1))).rejects.toThrow('answered 403');
  await expect(stranger.open('part')).rejects.toThrow('answered 403');
  expect(s3.refusals.slice(before)).toEqual(['SignatureDoesNotMatch', 'SignatureDoesNotMatch']);
  expect(s3.objects.has('/desk-files/stolen')).toBe(false);
});
