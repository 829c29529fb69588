import { describe, expect, test } from 'vitest';
import { admit } from '#inngest/embedded/admit-items.ts';
import type { Candidate } from '#inngest/embedded/admit-items.ts';

const items = (...keys: string[]): Candidate[] =>
  keys.map((key, index) => ({
    id: index.toString(),
    functionId: 'f',
    throttleKey: null,
    limitKeys: ['all', key],
  }));
const throttled = (...keys: string[]): Candidate[] =>
  keys.map((key, index) => ({
    id: index.toString(),
    functionId: 'f',
    throttleKey: key,
    limitKeys: null,
  }));

const room = {
  limit: 10,
  nowMs: 1_000,
  atWork: new Map<string, number>(),
  most: new Map([['f', [3, 1]]]),
  gates: [],
};
const ids = (admitted: Candidate[]) => admitted.map(({ id }) => id).join('');

describe('of what is due', () => {
  test('as much is taken as all its limits leave room for, and nobody waits behind another key', () => {
    expect(ids(admit(items('a', 'a', 'a', 'b', 'c', 'd'), room))).toBe('034');
  });

  test('what is at work already counts', () => {
    const atWork = new Map([
      ['all', 1],
      ['a', 1],
    ]);
    expect(ids(admit(items('a', 'b', 'c', 'd'), { ...room, atWork }))).toBe('12');
  });

  test('no more is taken than the executor has room for', () => {
    expect(ids(admit(items('a', 'b', 'c'), { ...room, limit: 2 }))).toBe('01');
  });

  test('a key that two limits share counts once', () => {
    expect(ids(admit(items('all'), { ...room, most: new Map([['f', [1, 1]]]) }))).toBe('0');
  });

  test('those that have to pass a gate do so in their order, each key by itself', () => {
    const rate = { limit: 1, periodMs: 1_000, burst: 1 };
    const gates = ['a', 'b'].map((key) => ({ functionId: 'f', key, rate, nextMs: 0 }));
    expect(ids(admit(throttled('a', 'a', 'a', 'b', 'c'), { ...room, gates }))).toBe('013');
    expect(gates.map(({ nextMs }) => nextMs)).toEqual([0, 0]);
  });

  test('one that is held back by a limit uses up no gate', () => {
    const gates = [
      { functionId: 'f', key: 't', rate: { limit: 1, periodMs: 1_000, burst: 0 }, nextMs: 0 },
    ];
    const both = items('a', 'b').map((item) => ({ ...item, throttleKey: 't' }));
    expect(ids(admit(both, { ...room, gates, atWork: new Map([['a', 1]]) }))).toBe('1');
  });
});
