import { describe, expect, test } from 'vitest';
import { createFormat } from '#components/create-format.ts';
import { limitWords, refusalOf } from '#components/inbox/upload-limits.ts';
import { adapterFor } from '#server/channels/registry.ts';

const MB = 1024 * 1024;
const { number } = createFormat({ locale: 'en', timeZone: 'UTC', currency: 'USD' });
const limitsOf = (kind: 'whatsapp' | 'instagram') => adapterFor(kind).capabilities.files;

describe('before a file is sent', () => {
  test.each([
    ['whatsapp', 'image/jpeg', 5 * MB, null],
    ['whatsapp', 'image/jpeg', 60 * MB, 'This is larger than 5 MB.'],
    ['whatsapp', 'image/webp', 500 * 1024, null],
    ['whatsapp', 'application/zip', MB, 'This channel does not take files of this type.'],
    ['whatsapp', 'application/pdf', 100 * MB, null],
    ['whatsapp', 'application/pdf', 100 * MB + 1, 'This is larger than 100 MB.'],
    ['whatsapp', 'image/png', 0, 'This file is empty.'],
    ['instagram', 'image/jpeg', 8 * MB, null],
    ['instagram', 'image/jpeg', 8 * MB + 1, 'This is larger than 8 MB.'],
    ['instagram', 'video/mp4', 26 * MB, 'This is larger than 25 MB.'],
    ['instagram', 'application/pdf', MB, null],
    ['instagram', 'application/zip', MB, 'This channel does not take files of this type.'],
    ['instagram', '', MB, null],
    ['instagram', '', 26 * MB, 'This is larger than 25 MB.'],
  ] as const)('on %s a file of %j of %i bytes is refused with %j', (kind, type, size, words) => {
    expect(refusalOf({ type, size }, limitsOf(kind), number)).toBe(words);
  });
});

test('what a channel takes is said in one sentence', () => {
  expect(limitWords(limitsOf('whatsapp'), number)).toBe(
    'Images up to 5 MB, video and audio up to 16 MB; documents (PDF, Word, Excel, PowerPoint, text) up to 100 MB.',
  );
  expect(limitWords(limitsOf('instagram'), number)).toBe(
    'Images up to 8 MB, video and audio up to 25 MB; documents (PDF) up to 25 MB.',
  );
});
