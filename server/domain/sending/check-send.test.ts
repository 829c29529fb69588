import { describe, expect, test } from 'vitest';
import { checkSend, isLateReply } from '#server/domain/sending/check-send.ts';
import type { SendFacts } from '#server/domain/sending/check-send.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const hoursAgo = (hours: number) => new Date(noon.getTime() - hours * 3_600_000);

const open: SendFacts = {
  author: 'member',
  isTemplate: false,
  begunAt: null,
  newPeopleLeft: null,
  channel: { status: 'connected', statusReason: null },
  capabilities: { replyWindowHours: 24, templates: true },
  address: '5511900000000',
  lastInboundAt: hoursAgo(1),
  unreachableCount: 0,
  unreachableAt: null,
  marketingStoppedAt: null,
  recipientWaitMs: 0,
  now: noon,
};

const reasonOf = (facts: Partial<SendFacts>) => checkSend({ ...open, ...facts })?.reason ?? null;

describe('the gate', () => {
  test('is open for a reply to somebody who wrote an hour ago', () => {
    expect(checkSend(open)).toBeNull();
  });

  test.each([
    ['channel_disconnected', { channel: { status: 'disconnected', statusReason: null } }],
    ['channel_paused', { channel: { status: 'paused', statusReason: 'No token.' } }],
    ['address_missing', { address: ' ' }],
    ['address_invalid', { address: 'not an address' }],
    ['number_missing', { lacksNumber: true, isTemplate: true }],
    ['address_unreachable', { unreachableCount: 3, unreachableAt: hoursAgo(0.5) }],
    ['opted_out', { author: 'campaign', marketingStoppedAt: hoursAgo(99) }],
    ['template_needed', { lastInboundAt: null }],
    ['reply_window_closed', { lastInboundAt: hoursAgo(24) }],
    ['daily_limit_reached', { isTemplate: true, lastInboundAt: null, newPeopleLeft: 0 }],
    ['limit_reached', { recipientWaitMs: 11 * 60_000 }],
  ] as const)('refuses for %s with a sentence', (reason, facts) => {
    const refusal = checkSend({ ...open, ...facts });
    expect(refusal?.reason).toBe(reason);
    expect(refusal?.sentence).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('says of a paused channel why it is paused', () => {
    const channel = { status: 'paused', statusReason: 'The token is no longer valid.' } as const;
    expect(checkSend({ ...open, channel })?.sentence).toContain('The token is no longer valid.');
  });

  test('counts the window from the customer’s last word, to the millisecond', () => {
    const justInside = new Date(hoursAgo(24).getTime() + 1);
    expect(reasonOf({ lastInboundAt: justInside })).toBeNull();
  });

  test('never closes on a channel that has no window, also before the first word', () => {
    const capabilities = { replyWindowHours: null, templates: false };
    expect(reasonOf({ capabilities, lastInboundAt: null })).toBeNull();
  });

  test('lets a bad address be written to again once its person has written', () => {
    const facts = { unreachableCount: 3, unreachableAt: hoursAgo(2) };
    expect(reasonOf(facts)).toBeNull();
    expect(reasonOf({ ...facts, unreachableCount: 2, unreachableAt: noon })).toBeNull();
  });

  test('keeps marketing from who stopped it, not the reply of a person', () => {
    expect(reasonOf({ marketingStoppedAt: hoursAgo(2) })).toBeNull();
  });

  test('lets a template begin a conversation, and go on after the window', () => {
    expect(reasonOf({ isTemplate: true, lastInboundAt: null })).toBeNull();
    expect(reasonOf({ isTemplate: true, lastInboundAt: hoursAgo(25) })).toBeNull();
  });

  test('holds to the daily limit only whom the provider would count anew', () => {
    const full = { isTemplate: true, newPeopleLeft: 0 };
    expect(reasonOf({ ...full, lastInboundAt: hoursAgo(23) })).toBeNull();
    expect(reasonOf({ ...full, lastInboundAt: null, begunAt: hoursAgo(23) })).toBeNull();
    expect(reasonOf({ ...full, lastInboundAt: null, begunAt: hoursAgo(24) })).not.toBeNull();
    expect(reasonOf({ ...full, newPeopleLeft: 1, lastInboundAt: null })).toBeNull();
  });

  test('takes an id that the provider gives in place of a number', () => {
    expect(reasonOf({ address: 'US.13491208655302741918' })).toBeNull();
  });

  test('a person may go on for a week where the channel lets people, and nothing else may', () => {
    const capabilities = { replyWindowHours: 24, humanReplyWindowHours: 168, templates: false };
    const late = { capabilities, lastInboundAt: hoursAgo(25) };
    expect(reasonOf(late)).toBeNull();
    for (const author of ['assistant', 'campaign', 'system'] as const) {
      expect(reasonOf({ ...late, author })).toBe('reply_window_closed');
    }
    expect(reasonOf({ ...late, lastInboundAt: hoursAgo(168) })).toBe('reply_window_closed');
    const sentence = checkSend({ ...open, ...late, lastInboundAt: hoursAgo(168) })?.sentence;
    expect(sentence).toContain('7 days after');
    expect(reasonOf({ lastInboundAt: hoursAgo(25) })).toBe('reply_window_closed');
  });

  test('only what comes after the common window is a late reply', () => {
    const capabilities = { replyWindowHours: 24, humanReplyWindowHours: 168, templates: false };
    const isLate = (hours: number, facts: Partial<SendFacts> = {}) =>
      isLateReply({ ...open, capabilities, lastInboundAt: hoursAgo(hours), ...facts });
    expect([23, 25, 167, 169].map((hours) => isLate(hours))).toEqual([false, true, true, false]);
    expect(isLate(25, { author: 'assistant' })).toBe(false);
    expect(isLate(25, { isTemplate: true })).toBe(false);
    expect(isLate(25, { capabilities: open.capabilities })).toBe(false);
  });
});
