import { describe, expect, test } from 'vitest';

import { metaError } from '#server/channels/meta/read-failure.ts';
import { FAILURE_CODES } from '#server/channels/failures.ts';
import { failureTable } from '#server/channels/whatsapp/failure-table.ts';
import { readFailure } from '#server/channels/whatsapp/read-failure.ts';

/** Codes that change what we do, written out again so that a row lost from the table is noticed. */
const known: Record<string, number[]> = {
  credentials_invalid: [0, 190],
  permission_missing: [3, 10, 200, 230, 299, 131005],
  rate_limited: [4, 80007, 130429],
  recipient_rate_limited: [131056],
  spam_restricted: [131048],
  marketing_held_back: [131049],
  marketing_opted_out: [131050],
  daily_limit_reached: [131064],
  reply_window_closed: [131047, 470],
  recipient_unreachable: [131026],
  recipient_in_experiment: [130472],
  country_restricted: [130497],
  account_blocked: [368, 131031],
  payment_required: [131042, 131044],
  number_not_registered: [131045, 33],
  provider_maintenance: [131057],
  provider_unavailable: [1, 2, 131000, 131016, 135000],
  request_invalid: [131008, 131009, 100],
  recipient_is_sender: [131021],
  recipient_not_allowed: [131030],
  display_name_not_approved: [131037],
  content_unsupported: [131051],
  media_download_failed: [131052],
  media_upload_failed: [131053],
  recipient_id_unsupported: [131062],
  marketing_api_disabled: [131063],
  template_invalid: [132000, 132001, 132005, 132007, 132008, 132012],
  template_unavailable: [132015, 132016],
  registration_limited: [133016],
  identity_changed: [137000],
};
const retryable = new Set([4, 80007, 130429, 131056, 131057, 131064, 1, 2, 131000, 131016, 135000]);

const rows = Object.entries(known).flatMap(([code, numbers]) =>
  numbers.map((number) => [number, code] as const),
);

describe('failure table', () => {
  test.each(rows)('%i means %s', (number, code) => {
    const failure = readFailure({ code: number });
    expect(failure.code).toBe(code);
    expect(failure.retryable).toBe(retryable.has(number));
    expect(failure.providerCode).toBe(String(number));
  });

  test('no provider code stands in two rows', () => {
    const singles = failureTable.flatMap((row) =>
      row.providerCodes.filter((code) => typeof code === 'number'),
    );
    expect(new Set(singles).size).toBe(singles.length);
  });

  test('every row speaks to people in one sentence or two and says when to try again', () => {
    for (const row of failureTable) {
      expect(FAILURE_CODES).toContain(row.code);
      expect(row.message).toMatch(/^[A-Z][^\d]*.*\.$/);
      expect(row.retryAfterSeconds === undefined).toBe(!row.retryable);
    }
  });

  test('no row foretells another try: the same sentence is shown after the last one', () => {
    for (const { message } of failureTable) expect(message).not.toMatch(/tried again/);
  });

  test('a code nobody knows is a failure of its own that keeps the provider’s words', () => {
    expect(
      readFailure({ code: 999_999, title: 'New thing', error_data: { details: 'Say more' } }),
    ).toMatchObject({
      code: 'unknown_failure',
      providerCode: '999999',
      providerTitle: 'New thing',
      providerDetail: 'Say more',
      retryable: false,
    });
  });
});

describe('the code of an error', () => {
  test.each([131026, '131026'])('is read when it is %j', (code) => {
    expect(metaError.parse({ code })).toMatchObject({ code: 131026 });
  });

  // Read as 0 they would be a lost access token, and the channel would be paused for it.
  test.each([null, '', ' ', true, [], 1.5, '0x10', 'expired', undefined])(
    'is none when it is %j',
    (code) => {
      expect(metaError.safeParse({ code, message: 'Something broke' }).success).toBe(false);
    },
  );
});
