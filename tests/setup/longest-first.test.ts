import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beginWithLongest, longest } from '#tests/setup/longest-first.ts';

test('each file that is to begin first is there', () => {
  expect(longest.filter((path) => !existsSync(path))).toEqual([]);
});

test('the longest files begin first, longest first, and the others keep their order', () => {
  const [first = '', second = ''] = longest;
  const files = ['/a/db/z.test.ts', `/a/${second}`, '/a/db/y.test.ts', `/a/${first}`];
  expect(beginWithLongest(files, (file) => file)).toEqual([
    `/a/${first}`,
    `/a/${second}`,
    '/a/db/z.test.ts',
    '/a/db/y.test.ts',
  ]);
});
