import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BenchApp } from '#tests/bench/app.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import { startBareServer } from '#tests/bench/ingest/bare-server.ts';
import { measureForged } from '#tests/bench/ingest/forged.ts';
import { load } from '#tests/bench/ingest/load.ts';
import type { LoadResult } from '#tests/bench/ingest/load.ts';
import { measureOverload } from '#tests/bench/ingest/overload.ts';
import type { Sizes } from '#tests/bench/options.ts';
import type { Figure } from '#tests/bench/report.ts';
import { compare, interleave } from '#tests/bench/rounds.ts';
import { median } from '#tests/bench/statistics.ts';

const drainLimitMs = 60_000;

/** Webhooks a second through our route against a bare server that inserts one row for each. */
export async function measureIngest(app: BenchApp, sizes: Sizes): Promise<Figure[]> {
  const { ingestRequests: amount, ingestRounds: rounds } = sizes;
  const bare = await startBareServer(app);
  const ours = `${app.url}/api/webhooks/whatsapp`;
  const database = new pg.Client({ ...app.postgres, database: 'frontdesk' });
  database.on('error', () => undefined);
  await database.connect();
  onCleanup(() => database.end());
  // Compiled code is what serves: both sides are warm before the first round.
  await load(ours, 2 * amount);
  await load(bare, 2 * amount);
  await drain(database);
  const applied: number[] = [];
  const result = await interleave(
    rounds,
    async () => {
      const began = performance.now();
      const round = await load(ours, amount);
      // What was taken in is applied before the other side begins, which else would pay for it.
      if (await drain(database)) applied.push((amount / (performance.now() - began)) * 1000);
      return round;
    },
    () => load(bare, amount),
  );
  const perSecond = compare(result, (round) => round.perSecond);
  return [
    { name: 'webhook ingest', unit: '/s', ...perSecond, aim: { atLeast: 1 } },
    { name: 'webhook ingest p50', unit: 'ms', ...compare(result, (round) => round.p50Ms) },
    {
      name: 'webhook ingest p99',
      unit: 'ms',
      ...compare(result, (round) => round.p99Ms),
      aim: { atMost: 50, of: 'ours' },
    },
    {
      name: 'webhooks taken in and applied',
      unit: '/s',
      ours: median(applied),
      ...(applied.length < rounds && { notes: ['not every round was applied within a minute'] }),
    },
    ...(await measureForged(ours, sizes.forgedCalls)),
    ...(await measureSustained(ours, bare, sizes.sustainedRequests)),
    ...(await measureOverload(app, database, sizes.overloadRequests)),
  ];
}

/** A burst that does not end: for most of it what was taken in is applied beside, by the same process. */
async function measureSustained(ours: string, bare: string, amount: number): Promise<Figure[]> {
  // The baseline first: afterwards there is much to apply.
  const baseline = await load(bare, amount);
  const mine = await load(ours, amount);
  const figure = (name: string, unit: string, of: (one: LoadResult) => number): Figure => ({
    ...{ name, unit, ours: of(mine), baseline: of(baseline), ratio: of(mine) / of(baseline) },
  });
  return [
    figure('webhook ingest that goes on', '/s', ({ perSecond }) => perSecond),
    figure('webhook ingest that goes on, p99', 'ms', ({ p99Ms }) => p99Ms),
  ];
}

/** Waits until all that was received has been applied; false when that takes over a minute. */
async function drain(database: pg.Client): Promise<boolean> {
  const deadline = performance.now() + drainLimitMs;
  while (performance.now() < deadline) {
    const { rows } = await database.query<{ waiting: boolean }>(
      `select exists (select from webhook_deliveries where state = 'pending') as waiting`,
    );
    if (rows[0]?.waiting === false) return true;
    await delay(50);
  }
  return false;
}
