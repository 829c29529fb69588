import { describe, expect, it } from 'vitest';
import { closedReason, isClosingSoon, timeLeft } from '#components/inbox/reply-countdown.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const open = (minutes: number) => ({
  isOpen: true as const,
  closesAt: new Date(noon + minutes * 60_000),
});

describe('the reply window', () => {
  it('is counted down in hours and minutes', () => {
    expect(timeLeft(open(23 * 60 + 56), noon)).toBe('23 h 56 m');
    expect(timeLeft(open(4), noon)).toBe('4 m');
    expect(timeLeft(open(60), noon)).toBe('1 h 0 m');
    expect(timeLeft(open(0.5), noon)).toBe('1 m');
  });

  it('has no countdown where a channel has no limit', () => {
    expect(timeLeft({ isOpen: true, closesAt: null }, noon)).toBeNull();
    expect(closedReason({ isOpen: true, closesAt: null }, noon)).toBeNull();
  });

  it('closes on the screen when its time comes, without asking the server', () => {
    expect(closedReason(open(1), noon)).toBeNull();
    expect(closedReason(open(1), noon + 60_000)).toContain('over');
  });

  it('catches the eye in its last hour', () => {
    expect(isClosingSoon(open(60), noon)).toBe(false);
    expect(isClosingSoon(open(59), noon)).toBe(true);
    expect(isClosingSoon({ isOpen: true, closesAt: null }, noon)).toBe(false);
  });

  it('gives the reason of the server when it was closed all along', () => {
    const window = { isOpen: false as const, closesAt: null, reason: 'Wait for the customer.' };
    expect(closedReason(window, noon)).toBe('Wait for the customer.');
  });
});
