import { describe, expect, it } from 'vitest';
import { isNear, nextChangeOf, replyStateAt, timeLeft } from '#components/inbox/reply-countdown.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = (ms: number) => new Date(noon + ms);
const reasonOnceClosed = 'This channel closes the conversation.';

/** A conversation as the server told of it: free for so long, and for a person for longer. */
const told = (freeMs: number, personMs = freeMs) => ({
  channelStatus: 'connected' as const,
  window: { isOpen: true as const, closesAt: at(personMs) },
  freelyUntil: at(freeMs),
  reasonOnceClosed,
});

describe('the time to reply', () => {
  it('is counted down in days, hours and minutes', () => {
    expect(timeLeft(at(6 * 24 * hourMs + 3.5 * hourMs), noon)).toBe('6 d 3 h');
    expect(timeLeft(at(24 * hourMs), noon)).toBe('1 d 0 h');
    expect(timeLeft(at(24 * hourMs - 1), noon)).toBe('23 h 59 m');
    expect(timeLeft(at(hourMs), noon)).toBe('1 h 0 m');
    expect(timeLeft(at(4 * minuteMs), noon)).toBe('4 m');
    expect(timeLeft(at(30_000), noon)).toBe('under a minute');
  });

  it('catches the eye in its last hour', () => {
    expect(isNear(at(hourMs), noon)).toBe(false);
    expect(isNear(at(hourMs - 1), noon)).toBe(true);
  });

  it('is over on the screen at its very end, without asking the server', () => {
    const conversation = told(minuteMs);
    expect(replyStateAt(conversation, noon)).toEqual({ kind: 'open', closesAt: at(minuteMs) });
    expect(nextChangeOf(conversation, noon)).toEqual(at(minuteMs));
    expect(replyStateAt(conversation, noon + minuteMs)).toEqual({
      kind: 'closed',
      reason: reasonOnceClosed,
      canSendTemplate: true,
    });
    expect(nextChangeOf(conversation, noon + minuteMs)).toBeNull();
  });

  it('goes on for a person where the channel allows that, and then ends', () => {
    const conversation = told(minuteMs, hourMs);
    expect(replyStateAt(conversation, noon)).toEqual({ kind: 'open', closesAt: at(minuteMs) });
    const later = noon + minuteMs;
    expect(replyStateAt(conversation, later)).toEqual({ kind: 'person', closesAt: at(hourMs) });
    expect(nextChangeOf(conversation, later)).toEqual(at(hourMs));
    expect(replyStateAt(conversation, noon + hourMs).kind).toBe('closed');
  });

  it('has no end where a channel has none', () => {
    const window = { isOpen: true as const, closesAt: null };
    const always = { ...told(0), window, freelyUntil: null, reasonOnceClosed: null };
    expect(replyStateAt(always, noon)).toEqual({ kind: 'open', closesAt: null });
    expect(nextChangeOf(always, noon)).toBeNull();
  });

  it('was over all along when the server says so, for its reason', () => {
    const window = { isOpen: false as const, closesAt: null, reason: 'Wait for the customer.' };
    const closed = { ...told(hourMs), window };
    expect(replyStateAt(closed, noon)).toMatchObject({ reason: 'Wait for the customer.' });
    expect(nextChangeOf(closed, noon)).toBeNull();
  });

  it('is of no use on a channel that was let go, where not even a template goes', () => {
    const gone = { ...told(hourMs), channelStatus: 'disconnected' as const };
    expect(replyStateAt(gone, noon)).toMatchObject({ kind: 'closed', canSendTemplate: false });
  });
});
