import { expect, test } from 'vitest';
import { jsonDepth } from '#server/domain/webhooks/json-depth.ts';

test('a scalar has no depth, an object one, each nesting one more', () => {
  expect(jsonDepth('1')).toBe(0);
  expect(jsonDepth('{"a":1}')).toBe(1);
  expect(jsonDepth('{"a":[{"b":[]}]}')).toBe(4);
});

test('brackets inside strings do not count', () => {
  expect(jsonDepth('{"a":"[[[[{{{\\"[["}')).toBe(1);
});

test('two hundred levels are seen as two hundred', () => {
  expect(jsonDepth('['.repeat(200) + ']'.repeat(200))).toBe(200);
});
