import { describe, expect, test } from 'vitest';
import type { Facts, MessageFact } from '#tests/faults/facts.ts';
import { accepted, at, broken, bulk, campaign, recipient, start } from '#tests/faults/good-run.ts';

const rule = 'messages went out, or a fault explains';
const passing = 131000;
const forGood = 130472;
/** Moments of the four tries of a message that is refused each time. */
const tries = [0, 5_000, 15_500, 66_000].map((ms) => start + ms);

/** The second reply was not delivered but failed, after these refusals. */
function failedReply(facts: Facts, codes: number[], overrides: Partial<MessageFact> = {}): void {
  facts.provider.accepted = [accepted(1), ...bulk()];
  fail(facts, 'message-2', codes, { canRetry: true, ...overrides });
}

/** The second guest was not written to, after these refusals. */
function failedGuest(facts: Facts, codes: number[], overrides: Partial<MessageFact> = {}): void {
  facts.provider.accepted = facts.provider.accepted.filter(
    ({ reference }) => reference !== 'guest-2',
  );
  const failureCode = overrides.failureCode ?? 'provider_unavailable';
  facts.database.recipients[1] = recipient(2, { state: 'failed', reason: failureCode });
  fail(facts, 'guest-2', codes, overrides);
}

function fail(
  facts: Facts,
  reference: string,
  codes: number[],
  overrides: Partial<MessageFact>,
): void {
  const refusals = codes.map((code, index) => ({ reference, code, at: tries[index] ?? start }));
  facts.provider.refusals = refusals;
  Object.assign(at(facts, reference), {
    ...{ state: 'failed', failureCode: 'provider_unavailable', attempts: codes.length },
    ...{ stateAt: start + 66_500, ...overrides },
  });
}

const away = (facts: Facts, fromMs: number, ms: number) => {
  facts.outages = [{ from: start + fromMs, until: start + fromMs + ms, isNoticed: true }];
  facts.planned.outages = 1;
};

describe('a reply that failed', () => {
  test('is explained by as many passing refusals as it has tries, and by no fewer', () => {
    const four = [passing, 130429, passing, passing];
    expect(broken((facts) => failedReply(facts, four))).toEqual({});
    expect(broken((facts) => failedReply(facts, four.slice(1)))).toEqual({
      [rule]: ['message-2 is failed (provider_unavailable) after at most 3 of 4 tries'],
    });
    expect(broken((facts) => failedReply(facts, [passing]))[rule]).toHaveLength(1);
    expect(broken((facts) => failedReply(facts, []))[rule]).toHaveLength(1);
  });

  test('is explained by one refusal for good, also after passing ones', () => {
    expect(broken((facts) => failedReply(facts, [forGood]))).toEqual({});
    expect(broken((facts) => failedReply(facts, [passing, forGood]))).toEqual({});
  });

  test('says why, and can be sent again', () => {
    const four = [passing, passing, passing, passing];
    expect(broken((facts) => failedReply(facts, four, { failureCode: null }))[rule]).toEqual([
      'message-2 is failed and does not say why',
    ]);
    expect(broken((facts) => failedReply(facts, four, { canRetry: false }))[rule]).toEqual([
      'message-2 is failed (provider_unavailable) and nobody can send it again',
    ]);
  });

  test('may have had its tries while the provider was away, if that was long enough', () => {
    const unseen = (facts: Facts, seen: number[]) => failedReply(facts, seen, { attempts: 4 });
    const missed = (seconds: number, seen: number[]) =>
      broken((facts) => {
        unseen(facts, seen);
        away(facts, 0, seconds * 1_000);
      })[rule];
    expect(missed(120, [])).toBeUndefined();
    expect(missed(15, [passing])).toBeUndefined();
    expect(missed(15, [])).toHaveLength(1);
    expect(missed(14, [passing])).toHaveLength(1);
    const before = broken((facts) => {
      unseen(facts, []);
      away(facts, -130_000, 120_000);
    });
    expect(before[rule]).toHaveLength(1);
  });

  test('was tried by the app as often as that, not once', () => {
    const once = broken((facts) => {
      failedReply(facts, [], { attempts: 1 });
      away(facts, 0, 120_000);
    });
    expect(once[rule]).toEqual([
      'message-2 is failed (provider_unavailable) after at most 1 of 4 tries',
    ]);
  });
});

describe('somebody whom a bulk send did not reach', () => {
  test('was refused for good, and not for a passing fault of the account, however often', () => {
    expect(broken((facts) => failedGuest(facts, [forGood]))).toEqual({});
    const four = [130429, 130429, 130429, 130429];
    expect(broken((facts) => failedGuest(facts, four))[rule]).toEqual([
      expect.stringMatching(/^guest-2 of a bulk send is failed \(provider_unavailable\)/),
    ]);
    const gone = broken((facts) => {
      failedGuest(facts, [], { attempts: 4 });
      away(facts, 0, 120_000);
    });
    expect(gone[rule]).toHaveLength(1);
  });

  test('may be one in a thousand who was refused for no known reason at every try', () => {
    const four = [passing, passing, passing, passing];
    const ofMany = (codes: number[], size: number) =>
      broken((facts) => {
        failedGuest(facts, codes);
        facts.given.campaigns = [campaign({ size })];
      })[rule];
    expect(ofMany(four, 1_000)).toBeUndefined();
    expect(ofMany([130429, ...four], 1_000)).toBeUndefined();
    expect(ofMany(four.slice(1), 1_000)).toHaveLength(1);
    expect(ofMany(four, 999)).toEqual([
      'bulk gave up on 1 of 999 people, who were refused for no known reason',
    ]);
  });

  test('may have been written to too often, when that was said at every try', () => {
    const tooOften = [131056, 131056, 131056, 131056];
    expect(broken((facts) => failedGuest(facts, tooOften))[rule]).toBeUndefined();
    expect(broken((facts) => failedGuest(facts, tooOften.slice(1)))[rule]).toHaveLength(1);
  });

  test('was let go of when it was cancelled, if it had been tried', () => {
    const cancelled = (codes: number[], isCancelled = true) =>
      broken((facts) => {
        failedGuest(facts, codes, { failureCode: 'campaign_cancelled' });
        facts.given.campaigns = [campaign({ isCancelled })];
        facts.database.campaigns = [{ id: 'bulk', state: isCancelled ? 'cancelled' : 'completed' }];
        facts.given.campaigns[0]?.stops.push({ from: start + 10_000, until: Infinity });
      })[rule];
    expect(cancelled([passing])).toBeUndefined();
    expect(cancelled([])).toHaveLength(1);
    expect(cancelled([passing], false)).toHaveLength(1);
  });
});

describe('a message', () => {
  const often = 'nothing is tried more often than it may be';
  const refuse = (facts: Facts, code: number, moments: number[]) =>
    facts.provider.refusals.push(
      ...moments.map((moment) => ({ reference: 'message-2', code, at: moment })),
    );

  test('that was refused for a while is tried again, four times and no more', () => {
    expect(broken((facts) => refuse(facts, passing, [start - 9_000, start - 4_000]))).toEqual({});
    const five = broken((facts) => refuse(facts, passing, [...tries, start + 90_000]));
    expect(five[often]).toEqual(['message-2 was refused 5 times']);
  });

  test('that was refused for good is not tried again', () => {
    const again = broken((facts) => refuse(facts, forGood, [start - 9_000]));
    expect(again[often]).toEqual(['message-2 was tried again after its outcome was final']);
  });

  test('whose call was lost is not tried again', () => {
    const again = broken(({ provider }) => {
      provider.misdeeds.push({ deed: 'drop', reference: 'message-2', at: start - 9_000 });
    });
    expect(again[often]).toEqual(['message-2 was tried again after its outcome was final']);
  });
});
