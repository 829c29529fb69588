import { describe, expect, it } from 'vitest';
import { byLastMessage, holdOrder } from '#components/inbox/hold-order.ts';

const row = (id: string, minute: number) => ({ id, lastMessageAt: new Date(minute * 60_000) });
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join('');

describe('the order of the list', () => {
  it('is newest first, and the greater id first when the times are equal', () => {
    const rows = [row('a', 1), row('b', 3), row('c', 3)];
    expect(ids(rows.toSorted(byLastMessage))).toBe('cba');
  });

  it('does not change under the pointer when an old conversation comes to life', () => {
    const now = [row('c', 9), row('a', 3), row('b', 2)];
    expect(ids(holdOrder(['a', 'b', 'c'], now))).toBe('abc');
  });

  it('keeps newcomers waiting, so that no row moves', () => {
    expect(ids(holdOrder(['a', 'b'], [row('n', 9), row('a', 3), row('b', 2)]))).toBe('ab');
  });

  it('still grows at its end when an older page arrives', () => {
    expect(ids(holdOrder(['a', 'b'], [row('a', 3), row('b', 2), row('c', 1)]))).toBe('abc');
  });

  it('lets go of a conversation that has left', () => {
    expect(ids(holdOrder(['a', 'b', 'c'], [row('a', 3), row('c', 1)]))).toBe('ac');
  });

  it('shows the fresh content of a held row', () => {
    expect(holdOrder(['a'], [row('a', 7)])[0]?.lastMessageAt.getTime()).toBe(7 * 60_000);
  });
});
