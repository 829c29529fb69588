import { describe, expect, it } from 'vitest';
import { countFrom, firstUnreadId } from '#components/inbox/unread-divider.ts';

const thread = [...'iiooii'].map((letter, index) => ({
  id: String(index),
  direction: letter === 'i' ? ('inbound' as const) : ('outbound' as const),
}));

describe('the unread divider', () => {
  it('stands before the oldest unread message of the contact', () => {
    expect(firstUnreadId(thread, 2)).toBe('4');
    expect(firstUnreadId(thread, 3)).toBe('1');
  });

  it('stands nowhere when everything is read', () => {
    expect(firstUnreadId(thread, 0)).toBeNull();
    expect(firstUnreadId([], 4)).toBeNull();
  });

  it('stands at the top when more is unread than is loaded', () => {
    expect(firstUnreadId(thread, 40)).toBe('0');
  });

  it('counts what the contact wrote from there on, and not our answers', () => {
    expect(countFrom(thread, '1')).toBe(3);
    expect(countFrom(thread, 'gone')).toBe(0);
  });
});
