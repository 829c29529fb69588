import { median } from '#tests/bench/statistics.ts';

export interface Compared<T> {
  ours: T[];
  baseline: T[];
}

/**
 * Measures both sides in turn, A, B, A, B…, so that whatever else the machine does falls on both;
 * every second round begins with the other side.
 */
export async function interleave<T>(
  rounds: number,
  ours: (round: number) => Promise<T>,
  baseline: (round: number) => Promise<T>,
): Promise<Compared<T>> {
  const result: Compared<T> = { ours: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) result.ours.push(await ours(round));
    result.baseline.push(await baseline(round));
    if (round % 2 === 1) result.ours.push(await ours(round));
  }
  return result;
}

/** The medians of one figure over the rounds, and the median of the ratios of each round. */
export function compare<T>({ ours, baseline }: Compared<T>, figure: (round: T) => number) {
  const ratios = ours.flatMap((mine, round) => {
    const other = baseline[round];
    return other === undefined ? [] : [figure(mine) / figure(other)];
  });
  return {
    ours: median(ours.map(figure)),
    baseline: median(baseline.map(figure)),
    ratio: median(ratios),
  };
}
