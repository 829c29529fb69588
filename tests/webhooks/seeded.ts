/** Chance that is the same in every run with the same seed. */
export interface Chance {
  /** A whole number from 0 up to, but not including, the limit. */
  below(limit: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** Numbers by Marsaglia's xorshift with 32 bits; the seed is any whole number but 0. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
  const pick = <T>(from: readonly T[]): T => {
    const found = from[below(from.length)];
    if (found === undefined) throw new Error('Nothing to pick from.');
    return found;
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    return items.map(() => {
      const at = below(left.length);
      const last = left.pop() as T;
      if (at === left.length) return last;
      const taken = left[at] as T;
      left[at] = last;
      return taken;
    });
  };
  return { below, oneIn: (times) => below(times) === 0, pick, shuffle };
}

/** The same id in every run, so that rows of two runs can be laid side by side. */
export function idOf(kind: number, number: number): string {
  const [first, last] = [kind.toString(16), number.toString(16)];
  return `${first.padStart(8, '0')}-0000-7000-8000-${last.padStart(12, '0')}`;
}
