import { describe, expect, test } from 'vitest';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import type { Facts, MessageFact } from '#tests/faults/facts.ts';
import { accepted, at, broken, bulk, guest, recipient, reply } from '#tests/faults/good-run.ts';
import { sent, start } from '#tests/faults/good-run.ts';
import { leaseMs } from '#tests/faults/moments.ts';

const rule = 'messages went out, or a fault explains';
const settled = start + leaseMs + 1_000;
const hit = ['message-2 is unknown, and no fault hit its call'];

/** Nobody knows of the second reply, which was taken at the start; there were no kills. */
function unknownReply(facts: Facts, overrides: Partial<MessageFact> = {}): void {
  facts.provider.accepted = [accepted(1), ...bulk()];
  facts.kills = [];
  facts.planned.app = 0;
  Object.assign(at(facts, 'message-2'), { state: 'unknown', stateAt: settled, ...overrides });
}

function killAt(facts: Facts, ...moments: number[]): void {
  facts.kills = moments.map((moment) => ({ target: 'app', at: moment }));
  facts.planned.app = moments.length;
}

const refuseAt = (facts: Facts, moment: number) =>
  facts.provider.refusals.push({ reference: 'message-2', code: 131000, at: moment });

/** What the rule finds of the unknown reply, after all that. */
const found = (spoil: (facts: Facts) => void, overrides: Partial<MessageFact> = {}) =>
  broken((facts) => {
    unknownReply(facts, overrides);
    spoil(facts);
  })[rule];

describe('an unknown outcome', () => {
  test('is explained by nothing when nothing happened', () => {
    expect(found(() => undefined)).toEqual(hit);
  });

  test.each<[Misdeed, boolean]>([
    ['drop', true],
    ['garbage', true],
    ['silent', true],
    ['slow', false],
    ['fail', false],
    ['duplicate_webhooks', false],
  ])('is explained by %s towards its call: %s', (deed, isExplained) => {
    const done = (reference: string) =>
      found(({ provider }) => provider.misdeeds.push({ deed, reference, at: start }));
    expect(done('message-2')).toEqual(isExplained ? undefined : hit);
    expect(done('message-1')).toEqual(hit);
  });

  test('is explained by a kill while it was in hand, and by none before or long after', () => {
    const killed = (ms: number) => found((facts) => killAt(facts, start + ms));
    expect(killed(0)).toBeUndefined();
    expect(killed(2_000)).toBeUndefined();
    expect(killed(-5_000)).toEqual(hit);
    expect(killed(20_000)).toEqual(hit);
  });

  test('is settled soon after its lease: a kill long before that explains nothing', () => {
    const stateAt = start + 2 * leaseMs + 5_000;
    expect(found((facts) => killAt(facts, start), { stateAt })).toEqual(hit);
  });

  test('of a call that was noted is explained by a kill right after that call alone', () => {
    const killed = (ms: number, attempts: number) =>
      found(
        (facts) => {
          refuseAt(facts, start);
          killAt(facts, start + ms);
        },
        { attempts, stateAt: start + leaseMs + 20_000 },
      );
    expect(killed(500, 1)).toBeUndefined();
    expect(killed(15_000, 1)).toEqual(hit);
    // It was taken once more, and that call never came.
    expect(killed(15_000, 2)).toBeUndefined();
  });

  test('of a first try in bulk is explained by a kill right after it was taken alone', () => {
    const killed = (ms: number) =>
      broken((facts) => {
        facts.provider.accepted = facts.provider.accepted.slice(0, 3);
        facts.database.recipients[1] = recipient(2, {
          state: 'unknown',
          reason: 'outcome_unknown',
        });
        Object.assign(at(facts, 'guest-2'), { state: 'unknown', stateAt: settled + 20_000 });
        killAt(facts, start + ms);
      })[rule];
    expect(killed(1_000)).toBeUndefined();
    expect(killed(15_000)).toEqual(['guest-2 is unknown, and no fault hit its call']);
  });

  test('is explained by a provider that goes away, if it was known at once', () => {
    const cut = (stateAt: number) =>
      found(
        (facts) => {
          facts.outages = [{ from: start, until: start + 15_000, isNoticed: true }];
          facts.planned.outages = 1;
        },
        { stateAt },
      );
    expect(cut(start + 1_000)).toBeUndefined();
    expect(cut(start + 14_000)).toEqual(hit);
    expect(cut(settled)).toEqual(hit);
  });

  test('comes of one kill no more often than messages can be in hand at once', () => {
    const many = (count: number, kills: number[]) =>
      found((facts) => {
        for (let number = 3; number < count + 2; number += 1) {
          facts.given.replies.push(reply(number));
          const { database } = facts;
          database.messages.push(sent(number, { state: 'unknown', stateAt: settled }));
        }
        killAt(facts, ...kills);
      });
    expect(many(16, [start])).toBeUndefined();
    expect(many(17, [start])).toEqual(['message-18 is unknown, one of more than 16 at a kill']);
    expect(many(32, [start, start + 1_000])).toBeUndefined();
    expect(many(33, [start, start + 1_000])).toHaveLength(1);
  });

  test('of a bulk send comes of one kill no more often than a second’s worth', () => {
    const many = (count: number) =>
      broken((facts) => {
        const { database } = facts;
        for (let number = 3; number < count + 3; number += 1) {
          database.messages.push(guest(number, { state: 'unknown', stateAt: settled }));
          const outcome = { state: 'unknown', reason: 'outcome_unknown' } as const;
          database.recipients.push(recipient(number, outcome));
        }
        killAt(facts, start + 100);
      })[rule];
    expect(many(2)).toBeUndefined();
    expect(many(5)).toHaveLength(3);
  });
});
