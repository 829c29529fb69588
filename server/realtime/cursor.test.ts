import { describe, expect, test } from 'vitest';
import { formatCursor, parseCursor } from '#server/realtime/cursor.ts';

describe('a cursor', () => {
  test('reads back as it was written', () => {
    const cursor = { transaction: 7_000_000_000n, madeAt: 1_790_000_000 };
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  test.each(['', 'abc', '12', '12-', '-12-3', '1-2-3', `${'9'.repeat(19)}-1`, "1-2'; drop"])(
    'that nobody made is refused: %j',
    (text) => expect(parseCursor(text)).toBeNull(),
  );
});
