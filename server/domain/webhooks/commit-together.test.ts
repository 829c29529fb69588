import { describe, expect, test } from 'vitest';
import { commitTogether } from '#server/domain/webhooks/commit-together.ts';
import type { CommitLimits } from '#server/domain/webhooks/commit-together.ts';

/** Transactions that end when told to; each item is its own size. */
function scene(limits: Partial<CommitLimits> = {}) {
  let rests = 0;
  const groups: { items: number[]; commit(): void; fail(error: Error): void }[] = [];
  const commit = commitTogether<number>({
    write: (items) =>
      new Promise((resolve, reject) => {
        groups.push({ items, commit: resolve, fail: reject });
      }),
    sizeOf: (item) => item,
    isOfOneItem: (error) => (error as Error).message === 'of one',
    atRest: () => void (rests += 1),
    limits,
  });
  /** What has become of it, once everything that can happen has. */
  const fate = async (items: number[]) => {
    const fates = items.map((item) =>
      commit(item).then(
        () => 'committed',
        (error: unknown) => (error as Error).message,
      ),
    );
    await settled();
    return fates;
  };
  const shape = () => groups.map(({ items }) => items);
  return { groups, fate, shape, rests: () => rests };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const answered = (fate: Promise<string> | undefined) =>
  Promise.race([Promise.resolve(fate), Promise.resolve('waits')]);

describe('items that come together', () => {
  test('share one transaction, and are told when it has committed, not before', async () => {
    const { groups, fate, shape } = scene();
    const [first, second] = await fate([1, 2]);
    expect(shape()).toEqual([[1, 2]]);
    expect(await answered(first)).toBe('waits');
    groups[0]?.commit();
    expect(await Promise.all([first, second])).toEqual(['committed', 'committed']);
  });

  test('form a group while the ones before it are committed, in their order', async () => {
    const { groups, fate, shape } = scene({ transactions: 2 });
    const early = [...(await fate([1])), ...(await fate([2]))];
    const late = [...(await fate([3])), ...(await fate([4])), ...(await fate([5]))];
    expect(shape()).toEqual([[1], [2]]);
    groups[0]?.commit();
    await settled();
    expect(shape()).toEqual([[1], [2], [3, 4, 5]]);
    for (const group of groups) group.commit();
    const all = await Promise.all([...early, ...late]);
    expect(all).toEqual(Array(5).fill('committed'));
  });

  test('make groups of a bounded number and size, one that is too large by itself', async () => {
    const { groups, shape, fate } = scene({ transactions: 1, groupItems: 2, groupBytes: 10 });
    const fates = await fate([1, 1, 1, 9, 4, 30, 2]);
    for (let number = 0; number < 5; number += 1) {
      groups[number]?.commit();
      await settled();
    }
    expect(shape()).toEqual([[1, 1], [1, 9], [4], [30], [2]]);
    expect(new Set(await Promise.all(fates))).toEqual(new Set(['committed']));
  });
});

test('it is said once when nothing is left to commit, not between two groups', async () => {
  const { groups, fate, rests } = scene({ transactions: 1 });
  const [first] = await fate([1]);
  const [second] = await fate([2]);
  groups[0]?.commit();
  await first;
  await settled();
  expect(rests()).toBe(0);
  groups[1]?.commit();
  await second;
  await settled();
  expect(rests()).toBe(1);
});

describe('a transaction that fails', () => {
  test('fails all that were in it, when the fault is the moment', async () => {
    const { groups, fate } = scene();
    const fates = await fate([1, 2]);
    groups[0]?.fail(new Error('connection lost'));
    expect(await Promise.all(fates)).toEqual(['connection lost', 'connection lost']);
    expect(groups).toHaveLength(1);
  });

  test('is tried item by item, when the fault may be of one', async () => {
    const { groups, fate, shape } = scene();
    const fates = await fate([1, 2, 3]);
    groups[0]?.fail(new Error('of one'));
    await settled();
    groups[1]?.commit();
    await settled();
    groups[2]?.fail(new Error('of one'));
    await settled();
    groups[3]?.commit();
    expect(await Promise.all(fates)).toEqual(['committed', 'of one', 'committed']);
    expect(shape()).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  test('does not hold up the next', async () => {
    const { groups, fate } = scene({ transactions: 1 });
    const [first] = await fate([1]);
    const [second] = await fate([2]);
    groups[0]?.fail(new Error('connection lost'));
    expect(await first).toBe('connection lost');
    await settled();
    groups[1]?.commit();
    expect(await second).toBe('committed');
  });
});

test.each([
  ['items', { heldItems: 2 }],
  ['bytes', { heldBytes: 7 }],
])(
  'more %s than may be held are turned away at once, and only until there is room',
  async (_of, limits) => {
    const { groups, fate } = scene(limits);
    const [first, second, third] = await fate([3, 3, 3]);
    expect(await answered(third)).toBe('There is too much to store right now.');
    expect(await answered(first)).toBe('waits');
    groups[0]?.commit();
    expect(await Promise.all([first, second])).toEqual(['committed', 'committed']);
    const [again] = await fate([3]);
    groups[1]?.commit();
    expect(await again).toBe('committed');
  },
);
