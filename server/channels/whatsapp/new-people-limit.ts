/** Meta's steps of people whom an account may write to first within 24 hours. */
const largerSteps = [100_000, 10_000, 2_000];
const smallestStep = 250;

/** The step that a count lies on or above; former, smaller ones count as the lowest of today's. */
export function stepOf(count: number): number {
  return largerSteps.find((step) => step <= count) ?? smallestStep;
}

/** What a tier such as TIER_250, TIER_2K or TIER_UNLIMITED allows; null = any number, undefined = no tier. */
export function readTier(tier: string): number | null | undefined {
  const parts = /^TIER_(?:(\d{1,6})(K?)|(UNLIMITED))$/.exec(tier);
  if (parts === null) return undefined;
  const [, count, thousands, unlimited] = parts;
  if (unlimited !== undefined) return null;
  return stepOf(Number(count) * (thousands === 'K' ? 1_000 : 1));
}
