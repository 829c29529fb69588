import { describe, expect, test } from 'vitest';
import type { SendFailure } from '#server/channels/failures.ts';
import { failureTable } from '#server/channels/whatsapp/failure-table.ts';
import { failureRules, retrySeconds } from '#server/domain/sending/failure-rules.ts';

const busy = (code: SendFailure['code'], retryAfterSeconds?: number): SendFailure => ({
  code,
  message: 'Busy.',
  retryable: true,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});
const waits = (failure: SendFailure, random = 0) =>
  [1, 2, 3, 4].map((attempt) => retrySeconds(failure, attempt, random));

/** (reference: what Meta asks for each of its codes) */
const asked = {
  pause_channel: [0, 190, 3, 10, 200, 299, 131005, 368, 131031, 33, 131045],
  pause_campaigns: [131048],
  warn_admins: [131042, 131044, 131037],
  slow_channel: [4, 80007, 130429, 131057],
  slow_recipient: [131056],
  retry: [1, 2, 131000, 131016, 135000, 131064],
  mark_address: [131026],
  stop_marketing: [131050],
  fail: [131047, 470, 131049, 130472, 130497, 100, 131008, 131009, 131021, 131030, 131051],
} as const;

function ruleOf(providerCode: number) {
  const row = failureTable.find(({ providerCodes }) =>
    providerCodes.some((known) =>
      typeof known === 'number'
        ? known === providerCode
        : providerCode >= known[0] && providerCode <= known[1],
    ),
  );
  return row && { row, rule: failureRules[row.code] };
}

describe('what a refusal does', () => {
  test.each(Object.entries(asked))('%s', (effect, codes) => {
    for (const code of codes) expect(ruleOf(code)?.rule.effect, String(code)).toBe(effect);
  });

  test('is trying again exactly where the provider’s table says that it can help', () => {
    for (const { code, retryable } of failureTable) {
      expect('firstSeconds' in failureRules[code], code).toBe(retryable);
    }
  });
});

describe('the next try', () => {
  test('comes three times, ever later, and then no more', () => {
    expect(waits(busy('provider_unavailable'))).toEqual([2, 10, 50, null]);
  });

  test('to one person comes after 4, 16 and 64 seconds', () => {
    expect(waits(busy('recipient_rate_limited'))).toEqual([4, 16, 64, null]);
  });

  test('is never before the provider’s own wish', () => {
    expect(waits(busy('provider_unavailable', 17))).toEqual([17, 17, 50, null]);
  });

  test('is spread by chance over a fifth more', () => {
    expect(waits(busy('provider_unavailable'), 1)).toEqual([2.4, 12, 60, null]);
  });

  test('does not come for what trying again cannot help', () => {
    expect(waits({ ...busy('request_invalid'), retryable: false })).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
