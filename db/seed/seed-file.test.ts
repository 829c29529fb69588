import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PHOTO_SIZE, seedFile, VOICE_SECONDS } from '#db/seed/seed-file.ts';

test('the pictures of the demo are what they say, each of its own', () => {
  const [photo, after] = [seedFile('photo'), seedFile('after')].map(({ bytes }) =>
    Buffer.from(bytes),
  );
  expect(photo?.subarray(1, 4).toString()).toBe('PNG');
  expect([photo?.readUInt32BE(16), photo?.readUInt32BE(20)]).toEqual([
    PHOTO_SIZE.width,
    PHOTO_SIZE.height,
  ]);
  expect(photo?.equals(after ?? Buffer.alloc(0))).toBe(false);
  const length = photo?.readUInt32BE(33) ?? 0;
  const rows = inflateSync(photo?.subarray(41, 41 + length) ?? Buffer.alloc(0));
  expect(rows).toHaveLength(PHOTO_SIZE.height * (1 + PHOTO_SIZE.width * 4));
});

test('the voice of the demo lasts as long as its message says', () => {
  const bytes = Buffer.from(seedFile('voice').bytes);
  expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
  expect(bytes.readUInt32LE(40) / bytes.readUInt32LE(28)).toBe(VOICE_SECONDS);
});

test('the document of the demo tells where each of its parts is', () => {
  const text = Buffer.from(seedFile('prices').bytes).toString('latin1');
  const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
  expect(text.slice(table, table + 4)).toBe('xref');
  const offsets = [...text.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(5);
  for (const [index, offset] of offsets.entries()) {
    expect(text.slice(offset)).toMatch(new RegExp(`^${String(index + 1)} 0 obj`));
  }
});

test('no file of the demo is large', () => {
  for (const kind of ['photo', 'after', 'voice', 'prices', 'sticker'] as const) {
    expect(seedFile(kind).bytes.length).toBeLessThan(600_000);
  }
});
