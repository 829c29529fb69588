import { describe, expect, test } from 'vitest';
import { batchRule, debounceRule } from '#inngest/embedded/gather-rules.ts';
import type { Gathered, GatherRule } from '#inngest/embedded/gather-rules.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';

const eventAt = (recordedMs: number, ts = recordedMs): TakenEvent => ({
  rowId: `${recordedMs.toString()} ${ts.toString()}`,
  event: { id: '', name: 'asked', data: {}, ts },
  businessId: null,
  functionId: null,
  invokedBy: null,
  recordedMs,
});

/** The runs that events make, in order, each as its event and when it starts. */
function runsOf(rule: GatherRule, events: TakenEvent[]): [string, number, number][] {
  const runs: Gathered[] = [];
  for (const taken of events) {
    const open = runs.at(-1);
    const joined = open && rule.join(open, taken);
    if (joined === undefined) runs.push(rule.open(taken));
    else runs.splice(-1, 1, joined);
  }
  return runs.map(({ taken, size, untilMs }) => [taken.rowId, size, untilMs]);
}

describe('a debounce', () => {
  const rule = debounceRule({ key: undefined, periodMs: 100, timeoutMs: Infinity });

  test('waits for a quiet period after the last event, which is the one that counts', () => {
    expect(
      runsOf(
        rule,
        [0, 50, 140].map((at) => eventAt(at)),
      ),
    ).toEqual([['140 140', 1, 240]]);
  });

  test('begins anew with an event that comes later than that', () => {
    expect(
      runsOf(
        rule,
        [0, 101].map((at) => eventAt(at)),
      ),
    ).toEqual([
      ['0 0', 1, 100],
      ['101 101', 1, 201],
    ]);
  });

  test('is not put off beyond its timeout, counted from its first event', () => {
    const bounded = debounceRule({ key: undefined, periodMs: 100, timeoutMs: 150 });
    expect(
      runsOf(
        bounded,
        [0, 90, 149, 160].map((at) => eventAt(at)),
      ),
    ).toEqual([
      ['149 149', 1, 150],
      ['160 160', 1, 260],
    ]);
    const brief = debounceRule({ key: undefined, periodMs: 100, timeoutMs: 60 });
    expect(runsOf(brief, [eventAt(0)])).toEqual([['0 0', 1, 60]]);
  });

  test('leaves an event out that is older than the last one by its own time', () => {
    expect(runsOf(rule, [eventAt(0, 1_000), eventAt(50, 900)])).toEqual([['0 1000', 1, 100]]);
    expect(runsOf(rule, [eventAt(0, 900), eventAt(50, 900)])).toEqual([['50 900', 1, 150]]);
  });
});

describe('a batch', () => {
  const rule = batchRule({ key: undefined, condition: undefined, maxSize: 3, timeoutMs: 100 });

  test('starts when it is full, and the next event opens another', () => {
    expect(
      runsOf(
        rule,
        [0, 10, 20, 30].map((at) => eventAt(at)),
      ),
    ).toEqual([
      ['0 0', 3, 20],
      ['30 30', 1, 130],
    ]);
  });

  test('starts when its first event has waited for long enough', () => {
    expect(
      runsOf(
        rule,
        [0, 100, 101].map((at) => eventAt(at)),
      ),
    ).toEqual([
      ['0 0', 2, 100],
      ['101 101', 1, 201],
    ]);
  });
});
