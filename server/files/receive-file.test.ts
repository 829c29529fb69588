import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { receiveUpload } from '#server/files/receive-file.ts';
import { filesFolder } from '#server/files/temporary-file.ts';
import { jpeg, wav } from '#server/files/testing/samples.ts';

const MB = 1024 * 1024;

async function receive(bytes: Uint8Array, mimeType?: string, maxBytes = MB) {
  const told = mimeType === undefined ? {} : { mimeType };
  const received = await receiveUpload(Readable.from([bytes]), { maxBytes, ...told });
  if (!received.ok) throw new Error(received.failure.text);
  const { content, discard, ...facts } = received.file;
  const came = await buffer(content());
  await discard();
  expect(came.equals(bytes)).toBe(true);
  return facts;
}

describe('a picture', () => {
  test('is measured as people see it, and has a small one beside it', async () => {
    const bytes = await jpeg(1200, 800, 6);
    const facts = await receive(bytes, 'image/png');
    expect(facts).toMatchObject({
      mimeType: 'image/jpeg',
      width: 800,
      height: 1200,
      isAnimated: false,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
    });
    const { format, width, height } = await sharp(facts.thumbnail ?? Buffer.of()).metadata();
    expect({ format, width, height }).toEqual({ format: 'webp', width: 320, height: 480 });
  });

  test('does not tell in its small one where it was taken', async () => {
    const bytes = await sharp(await jpeg(900, 600))
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '19/1 3/1 36/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const { thumbnail } = await receive(bytes);
    const { exif, xmp, iptc } = await sharp(thumbnail ?? Buffer.of()).metadata();
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
  });

  test('that is broken, or claims to be huge, is a file like any other', async () => {
    const bytes = await jpeg(400, 400);
    const broken = await receive(bytes.subarray(0, bytes.length / 2));
    expect(broken).toMatchObject({ mimeType: 'image/jpeg', thumbnail: null });
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    // The width and the height in its head: a small file that unpacks to ten thousand million pixels.
    png.writeUInt32BE(100_000, 16);
    png.writeUInt32BE(100_000, 20);
    expect(await receive(png)).toMatchObject({ mimeType: 'image/png', thumbnail: null });
  });

  test('that moves says so', async () => {
    const frame = { create: { width: 8, height: 8, channels: 3, background: '#123456' } } as const;
    const other = { create: { ...frame.create, background: '#654321' } } as const;
    const frames = await Promise.all([frame, other].map((one) => sharp(one).png().toBuffer()));
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ delay: [90, 90] })
      .toBuffer();
    expect(await receive(moving)).toMatchObject({ mimeType: 'image/webp', isAnimated: true });
  });
});

test('the length of a recording is told', async () => {
  const facts = await receive(wav(3));
  expect(facts).toMatchObject({ mimeType: 'audio/wav', durationSeconds: 3, thumbnail: null });
});

describe('the type of a file', () => {
  const page = '<!doctype html><script>alert(1)</script>';
  test.each([
    [page, 'image/jpeg', 'text/html'],
    [`\ufeff  ${page}`, 'text/plain', 'text/html'],
    [
      '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
      'image/png',
      'image/svg+xml',
    ],
    ['<?xml version="1.0"?><svg></svg>', 'image/png', 'image/svg+xml'],
    ['name;town\nAsha;Pune\n', 'text/csv', 'text/csv'],
    ['BEGIN:VCARD\nEND:VCARD\n', 'text/x-vcard', 'text/vcard'],
    ['Just words.', 'application/pdf', 'text/plain'],
    ['Just words.', 'text/html', 'text/plain'],
    ['%PDF-1.7\n1 0 obj', 'image/jpeg', 'application/pdf'],
    ['\u0000\u0001\u0002\u0003 of no kind', 'image/jpeg', 'application/octet-stream'],
  ])('of %j, said to be %s, is %s', async (text, told, right) => {
    expect((await receive(Buffer.from(text), told)).mimeType).toBe(right);
  });
});

test.each([
  ['is larger than it may be', Buffer.alloc(2000), 'too_large'],
  ['is empty', Buffer.of(), 'broken'],
])('a file that %s is refused', async (_, bytes, code) => {
  const content = bytes.length === 0 ? Readable.from([]) : Readable.from([bytes]);
  const received = await receiveUpload(content, { maxBytes: 1000 });
  expect(received).toMatchObject({ ok: false, failure: { code } });
});

test('nothing is left of what was discarded, refused or broken off', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw new Error('The browser went away.');
    })(),
  );
  await expect(receiveUpload(broken, { maxBytes: MB })).rejects.toThrow('went away');
  expect(await readdir(join(filesFolder(), '.incoming'))).toEqual([]);
});
