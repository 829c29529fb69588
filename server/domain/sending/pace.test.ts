import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterSending,
  afterSlowing,
  afterWaiting,
  channelRate,
  recipientRate,
  waitInLine,
  waitToFit,
} from '#server/domain/sending/pace.ts';
import type { Pace, Rate } from '#server/domain/sending/pace.ts';

const start = 1_700_000_000_000;
const fresh: Pace = { paidUpAt: 0, lastTurnAt: 0 };

const rates = fc.record({
  everyMs: fc.integer({ min: 1, max: 500 }),
  burst: fc.integer({ min: 1, max: 20 }),
});
/** When messages come: clumps and gaps. */
const arrivals = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 });

/** Plays messages that come back when they are told, each `late` ms after its turn. */
function play(rate: Rate, gaps: number[], late: (index: number) => number) {
  let pace = fresh;
  let at = start;
  const coming = gaps.map((gap, index) => ({
    index,
    at: (at += gap),
    isFirstTime: true,
    tries: 0,
  }));
  const sent: number[] = [];
  let mostTries = 0;
  while (coming.length > 0) {
    coming.sort((one, other) => one.at - other.at);
    const [next] = coming.splice(0, 1);
    if (next === undefined) break;
    const wait = (next.isFirstTime ? waitInLine : waitToFit)(pace, rate, next.at);
    next.tries += 1;
    mostTries = Math.max(mostTries, next.tries);
    if (wait === 0) {
      pace = afterSending(pace, rate, next.at);
      sent.push(next.at);
      continue;
    }
    const turnAt = next.at + waitInLine(pace, rate, next.at);
    pace = afterWaiting(pace, turnAt);
    coming.push({ ...next, at: turnAt + late(next.index), isFirstTime: false });
  }
  return { sent, mostTries };
}

/** The most sent within any window that begins with a message, beyond what rate and burst allow. */
function excess(sent: readonly number[], { everyMs, burst }: Rate): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const [first, from] of sent.entries()) {
    for (const [last, to] of sent.entries()) {
      if (last < first) continue;
      most = Math.max(most, last - first + 1 - (burst + (to - from) / everyMs));
    }
  }
  return most;
}

describe('a pace', () => {
  test('sends no more in any window than the burst and the rate, however late anybody comes', () => {
    fc.assert(
      fc.property(rates, arrivals, fc.integer({ min: 0, max: 3_000 }), (rate, gaps, late) => {
        const { sent } = play(rate, gaps, (index) => (index * 7919) % (late + 1));
        expect(sent).toHaveLength(gaps.length);
        expect(excess(sent, rate)).toBeLessThanOrEqual(1e-6);
      }),
    );
  });

  test('turns nobody away twice who comes at the turn given, and loses no time', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 200 }), (rate, count) => {
        const gaps = Array.from({ length: count }, () => 0);
        const { sent, mostTries } = play(rate, gaps, () => 0);
        expect(mostTries).toBeLessThanOrEqual(2);
        const last = Math.max(0, count - rate.burst) * rate.everyMs;
        expect((sent.at(-1) ?? 0) - start).toBeCloseTo(last, 3);
      }),
    );
  });

  test('of a channel is 80 in the first second and 160 in the first two by default', () => {
    const { sent } = play(
      channelRate(80),
      Array.from({ length: 1_000 }, () => 0),
      () => 0,
    );
    const until = (ms: number) => sent.filter((at) => at < start + ms).length;
    expect([until(1), until(1_000), until(2_000)]).toEqual([80, 159, 239]);
  });

  test('of a person lets 45 through at once, and after that one every 6 seconds', () => {
    const { sent } = play(
      recipientRate,
      Array.from({ length: 50 }, () => 0),
      () => 0,
    );
    const after = sent.map((at) => at - start);
    expect(after.filter((at) => at === 0)).toHaveLength(45);
    expect(after.slice(45)).toEqual([6_000, 12_000, 18_000, 24_000, 30_000]);
  });

  test('that was slowed sends nothing until then, and nothing borrowed after it', () => {
    const rate = channelRate(80);
    const pace = afterSlowing(fresh, rate, start + 5_000);
    expect(waitInLine(pace, rate, start)).toBeGreaterThanOrEqual(5_000);
    expect(waitToFit(pace, rate, start + 5_000)).toBe(0);
    const next = afterSending(pace, rate, start + 5_000);
    expect(waitToFit(next, rate, start + 5_000)).toBeCloseTo(rate.everyMs, 3);
  });
});
