import type { z } from 'zod';
import type { misbehaviourSchema } from '#server/sandbox/misbehaviour.ts';
import type { Sizes } from '#tests/faults/options.ts';
import { createRandom } from '#tests/faults/random.ts';
import type { Random } from '#tests/faults/random.ts';

export interface Kill {
  target: 'app' | 'postgres' | 'both';
  /** Since the app was started, or since it said that it is ready. */
  since: 'started' | 'ready';
  afterMs: number;
}

/** A time in which the provider behaves badly. */
export interface Spell {
  settings: z.input<typeof misbehaviourSchema>;
  lastsMs: number;
}

/** A time in which the provider's port refuses every connection. */
export interface Outage {
  /** Since the last one was over. */
  afterMs: number;
  lastsMs: number;
}

export interface Plan {
  kills: Kill[];
  spells: Spell[];
  outages: Outage[];
}

/** All moments of a run: the same for the same seed and sizes. */
export function planFaults(seed: number, sizes: Sizes): Plan {
  const random = createRandom(seed);
  return {
    kills: planKills(random.fork('kills'), sizes),
    spells: planSpells(random.fork('spells'), sizes),
    outages: planOutages(random.fork('outages'), sizes),
  };
}

/** One death in three of Postgres takes the app with it, as when the power goes. */
function planKills(random: Random, sizes: Sizes): Kill[] {
  const { appKills, postgresKills, killWithinMs, quietMs } = sizes;
  const both = Math.min(appKills, Math.ceil(postgresKills / 3));
  const targets = [
    ...Array.from({ length: appKills - both }, () => 'app' as const),
    ...Array.from({ length: postgresKills - both }, () => 'postgres' as const),
    ...Array.from({ length: both }, () => 'both' as const),
  ];
  return shuffled(random, targets).map((target, index) => {
    if (index === 0)
      return { target, since: 'ready', afterMs: quietMs + random.between(50, 2_000) };
    // A start that is cut short again: what the last one began must not be in its way.
    const since = target === 'app' && random.next() < 0.3 ? 'started' : 'ready';
    return {
      target,
      since,
      afterMs: random.between(50, since === 'started' ? 2_500 : killWithinMs),
    };
  });
}

type Manners = (random: Random, count: number) => Spell['settings'];

/** By how often they come in thirty-one spells, after each kind came once. */
const manners: [times: number, Manners][] = [
  [5, (_random, count) => ({ drop: { when: 'before', count } })],
  [5, (_random, count) => ({ drop: { when: 'after', count } })],
  [4, (random, count) => ({ garbage: { http_status: random.pick([200, 200, 502]), count } })],
  [4, (_random, count) => ({ fail: { code: 131000, http_status: 500, count } })],
  [1, () => ({ fail: { code: 130429, http_status: 429, retry_after_seconds: 1, count: 1 } })],
  // For good, and it says nothing of the account or of what may be sent to this person next.
  [1, () => ({ fail: { code: 130472, http_status: 400, count: 1 } })],
  [3, (random, count) => ({ slow: { delay_ms: random.between(500, 6_000), count } })],
  [1, () => ({ silent: { count: 1 } })],
  [3, (random) => ({ duplicate_webhooks: random.between(1, 4) })],
  [3, () => ({ reorder_webhooks: true, duplicate_webhooks: 1 })],
  // The answer is lost, and the receipts that would settle it are late.
  [1, () => ({ hold_webhooks: true, drop: { when: 'after', count: 2 } })],
];

const enoughSpells = 310;

/** As many as a short run can use up; a long one begins again from the first. */
function planSpells(random: Random, { faultsInARow }: Sizes): Spell[] {
  const spellOf = (settingsOf: Manners): Spell => ({
    settings: settingsOf(random, random.between(1, faultsInARow)),
    lastsMs: random.between(300, 900),
  });
  const planned = shuffled(random, manners).map(([, one]) => spellOf(one));
  const deck = manners.flatMap(([times, one]) => Array.from({ length: times }, () => one));
  while (planned.length < enoughSpells) {
    planned.push(...shuffled(random, deck).map(spellOf));
  }
  return planned;
}

function planOutages(random: Random, { outages }: Sizes): Outage[] {
  return shuffled(random, outages.seconds).map(([least, most]) => ({
    afterMs: random.between(outages.everyMs / 2, outages.everyMs * 1.5),
    lastsMs: random.between(least * 1_000, most * 1_000),
  }));
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const rest = [...list];
  const mixed: T[] = [];
  while (rest.length > 0) mixed.push(...rest.splice(random.between(0, rest.length - 1), 1));
  return mixed;
}
