import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receiptStatuses } from '#db/schema/vocabulary.ts';
import { canSendAgain, standingAfter } from '#server/domain/messages/transitions.ts';
import type { Receipt, Standing } from '#server/domain/messages/transitions.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const accepted: Standing = { state: 'accepted', stateAt: at(0) };
const receipt = (status: Receipt['status'], seconds: number): Receipt => ({
  status,
  occurredAt: at(seconds),
});
const anyReceipt = fc
  .record({ status: fc.constantFrom(...receiptStatuses), seconds: fc.integer({ min: 1, max: 99 }) })
  .map(({ status, seconds }) => receipt(status, seconds));

describe('where a message stands', () => {
  test('read, delivered and sent end at read in every order', () => {
    const all = [receipt('sent', 1), receipt('delivered', 2), receipt('read', 3)];
    for (const order of permutations(all)) {
      expect(standingAfter(accepted, order)).toEqual({ state: 'read', stateAt: at(3) });
    }
  });

  test('failed then delivered is delivered', () => {
    const after = standingAfter(accepted, [receipt('failed', 1), receipt('delivered', 2)]);
    expect(after.state).toBe('delivered');
  });

  test('failed after sent is failed', () => {
    expect(standingAfter(accepted, [receipt('sent', 1), receipt('failed', 2)]).state).toBe(
      'failed',
    );
  });

  test('an unknown outcome is settled by any receipt', () => {
    for (const status of receiptStatuses) {
      const settled = standingAfter({ state: 'unknown', stateAt: at(0) }, [receipt(status, 1)]);
      expect(settled.state).toBe(status);
    }
  });

  test('the order and the repetition of receipts change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(anyReceipt, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (receipts, keys) => {
          const shuffled = [...receipts, ...receipts]
            .map((value, index) => ({
              value,
              key: keys[index % Math.max(keys.length, 1)] ?? index,
            }))
            .sort((a, b) => a.key - b.key)
            .map(({ value }) => value);
          expect(standingAfter(accepted, shuffled)).toEqual(standingAfter(accepted, receipts));
        },
      ),
    );
  });

  test('receipts that come one at a time end where they end together', () => {
    fc.assert(
      fc.property(fc.array(anyReceipt, { maxLength: 8 }), (receipts) => {
        const oneByOne = receipts.reduce<Standing>(
          (standing, next) => standingAfter(standing, [next]),
          accepted,
        );
        expect(oneByOne).toEqual(standingAfter(accepted, receipts));
      }),
    );
  });
});

test('only an unknown or a retryable failed message can be sent again, and none of a bulk send', () => {
  const ofPerson = { campaignId: null };
  expect(canSendAgain({ ...ofPerson, state: 'unknown', canRetry: false })).toBe(true);
  expect(canSendAgain({ ...ofPerson, state: 'failed', canRetry: true })).toBe(true);
  expect(canSendAgain({ ...ofPerson, state: 'failed', canRetry: false })).toBe(false);
  expect(canSendAgain({ ...ofPerson, state: 'delivered', canRetry: true })).toBe(false);
  expect(canSendAgain({ campaignId: 'any', state: 'unknown', canRetry: true })).toBe(false);
});

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [
      item,
      ...rest,
    ]),
  );
}
