import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitText } from '#server/domain/messages/split-text.ts';

const graphemesIn = (text: string) =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(
    ({ segment }) => segment,
  );
const bytesIn = (text: string) => new TextEncoder().encode(text).length;

const limit = { maxTextLength: 40 };

describe('a text that is too long for one message', () => {
  test('is left alone when it fits', () => {
    expect(splitText('See you at four!', limit)).toEqual(['See you at four!']);
    expect(splitText('', limit)).toEqual([]);
  });

  test('is split between paragraphs before anything else', () => {
    const text = 'We open at nine.\nNo lunch break.\n\nOn Sunday we are closed.';
    expect(splitText(text, limit)).toEqual([
      'We open at nine.\nNo lunch break.',
      'On Sunday we are closed.',
    ]);
  });

  test('is split between sentences where there is no line to end', () => {
    const text = 'Your chair is free at four. Shall I keep it for you until five?';
    expect(splitText(text, limit)).toEqual([
      'Your chair is free at four.',
      'Shall I keep it for you until five?',
    ]);
  });

  test('is split between words within one sentence', () => {
    const text = 'a colour that lasts through every wash of the summer';
    expect(splitText(text, limit)).toEqual([
      'a colour that lasts through every wash',
      'of the summer',
    ]);
  });

  test('is split between graphemes within one word', () => {
    const family = '👨‍👩‍👧‍👦';
    const parts = splitText(family.repeat(5), limit);
    expect(parts.join('')).toBe(family.repeat(5));
    expect(new Set(parts.flatMap(graphemesIn))).toEqual(new Set([family]));
  });

  test('keeps to bytes where a channel counts those', () => {
    const parts = splitText('ção '.repeat(30).trim(), { maxTextLength: 1_000, maxTextBytes: 50 });
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(bytesIn(part)).toBeLessThanOrEqual(50);
  });

  test('makes no message of a few words where a better seam is far from the end', () => {
    const parts = splitText(`Hi.\n\n${'word '.repeat(20)}`, limit);
    expect(parts[0]?.length).toBeGreaterThan(13);
  });
});

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(' ', '\n', '\n\n', '. ', '👩🏽‍🚀', 'é', ' \u0301', '‼\u200d👩', '\r\n\r\n'),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('whatever the text', () => {
  test('every part fits, none is empty, and the parts are the graphemes of the text in order', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 30, max: 90 }), (text, maxTextLength) => {
        const parts = splitText(text, { maxTextLength });
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(maxTextLength);
        const isWord = (unit: string) => !/^\s+$/.test(unit);
        const expected = graphemesIn(text).filter(isWord);
        if (expected.every((unit) => unit.length <= maxTextLength)) {
          expect(parts.flatMap((part) => graphemesIn(part).filter(isWord))).toEqual(expected);
        }
        if (text.length > maxTextLength) expect(parts).not.toContain('');
      }),
      { numRuns: 1000 },
    );
  });
});
