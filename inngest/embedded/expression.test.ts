import { describe, expect, test } from 'vitest';
import { compileExpression, holds } from '#inngest/embedded/expression.ts';

const event = {
  name: 'contact.added',
  data: { n: 3, name: 'Ada', tags: ['vip', 'new'], deep: { 'odd key': true }, none: null },
};
const names = { event, async: { data: { n: 3, deep: { 'odd key': true } } } };

describe('an expression', () => {
  test.each([
    ['event.data.n == 3', true],
    ['event.data.n == "3"', false],
    ['event.data.n != 3 || event.name == "contact.added"', true],
    ['event.data.n == async.data.n && event.data.deep == async.data.deep', true],
    ['event.data.n > 2 && event.data.n <= 3', true],
    ['event.data.name < "B"', true],
    ['event.data.name < 5', false],
    ["'vip' in event.data.tags", true],
    ['"n" in event.data', true],
    ['event.data.n in [1, 2]', false],
    ['!(event.data.n == 4)', true],
    ['-event.data.n + 1', -2],
    ['event.data.n > 2 ? "many" : "few"', 'many'],
    ['event.data.tags[1]', 'new'],
    ['event.data.deep["odd key"]', true],
    ['size(event.data.tags) + event.data.name.size()', 5],
    ['event.data.name.startsWith("A") && event.data.name.endsWith("a")', true],
    ['event.data.name.contains("d")', true],
    ['has(event.data.none)', false],
    ['event.data.name + "-" + string(event.data.n)', 'Ada-3'],
    ['event.data.absent.further == null', true],
    ['event.data.constructor == null', true],
    ['event.data.n - 1 - 1', 1],
    ['"it\\"s"', 'it"s'],
  ])('%s gives %j', (source, expected) => {
    expect(compileExpression(source)(names)).toEqual(expected);
  });

  test.each([
    '',
    'event.data.n ==',
    'user.id == 1',
    'event.data.all(x, x > 1)',
    'event.data.n % 2',
    'event.data.name.matches("a+")',
    'has(1, 2)',
    '(event.data.n',
    'event.data.n = 3',
    '"open',
  ])('outside the language is refused with a sentence: %s', (source) => {
    expect(() => compileExpression(source)).toThrow(/cannot be understood here\.$/);
  });

  test('holds only when it is true, not merely something', () => {
    expect(holds(compileExpression('event.data.n'), names)).toBe(false);
    expect(holds(undefined, names)).toBe(true);
  });
});
