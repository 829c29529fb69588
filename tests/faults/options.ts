import { parseArgs } from 'node:util';

export interface Sizes {
  /** The whole run is given up after this many minutes. */
  limitMinutes: number;
  appKills: number;
  postgresKills: number;
  /** Customers who are in a conversation when it begins. */
  people: number;
  /** How often each kind of load comes, in ms on average. */
  inboundEveryMs: number;
  replyEveryMs: number;
  scheduleEveryMs: number;
  /** How many people are written to in bulk, and how often that is paused, on average and at most. */
  audience: number;
  pauses: { everyMs: number; atMost: number };
  /** How often the provider is away, on average, and each time for how many seconds, least and most. */
  outages: { everyMs: number; seconds: [least: number, most: number][] };
  /** How long the app works before it is killed for the first time. */
  quietMs: number;
  /** The longest time that it works before it is killed again. */
  killWithinMs: number;
  /** What the provider takes in a second. */
  sendsPerSecond: number;
  /** How often the provider does something wrong to a message, at least. */
  faults: number;
  /** Of one kind in a row, at most. */
  faultsInARow: number;
}

export interface Options {
  isLong: boolean;
  seed: number;
  sizes: Sizes;
  /** Leaves the folder with the database, the ledger, the facts and the app's output in place. */
  isKept: boolean;
}

const short: Sizes = {
  limitMinutes: 12,
  appKills: 6,
  postgresKills: 2,
  people: 12,
  inboundEveryMs: 150,
  replyEveryMs: 250,
  scheduleEveryMs: 1_000,
  audience: 150,
  pauses: { everyMs: 5_000, atMost: 2 },
  outages: { everyMs: 2_000, seconds: [[15, 15]] },
  quietMs: 12_000,
  killWithinMs: 2_000,
  sendsPerSecond: 20,
  faults: 24,
  faultsInARow: 5,
};

const manyShort = Array.from({ length: 8 }, (): [number, number] => [10, 20]);

const long: Sizes = {
  limitMinutes: 110,
  appKills: 200,
  postgresKills: 30,
  people: 200,
  inboundEveryMs: 150,
  replyEveryMs: 300,
  scheduleEveryMs: 1_000,
  audience: 100_000,
  pauses: { everyMs: 60_000, atMost: 30 },
  outages: { everyMs: 120_000, seconds: [[120, 120], ...manyShort] },
  quietMs: 0,
  killWithinMs: 10_000,
  sendsPerSecond: 400,
  faults: 10_000,
  faultsInARow: 40,
};

/**
 * `--long` for the long form, `--share=0.25` for a quarter of it, `--seed=7` for the same moments
 * again, `--keep` to look into what is left.
 */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      long: { type: 'boolean', default: false },
      share: { type: 'string', default: '1' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const share = Number(values.share);
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (!(share > 0 && share <= 1)) throw new Error('A share is more than 0 and at most 1.');
  if (!Number.isSafeInteger(seed)) throw new Error('A seed is a whole number.');
  const { long: isLong, keep: isKept } = values;
  return { isLong, seed, isKept, sizes: isLong ? partOf(long, share) : short };
}

function partOf(sizes: Sizes, share: number): Sizes {
  const part = (amount: number) => Math.ceil(amount * share);
  return {
    ...sizes,
    appKills: part(sizes.appKills),
    postgresKills: part(sizes.postgresKills),
    faults: part(sizes.faults),
    audience: part(sizes.audience),
    outages: {
      ...sizes.outages,
      seconds: sizes.outages.seconds.slice(0, part(sizes.outages.seconds.length)),
    },
  };
}
