import { quantile } from '#tests/bench/statistics.ts';

export interface Timing {
  p50Ms: number;
  p95Ms: number;
}

/** Calls with each input in turn, so many at once. */
export async function timeCalls<Input>(
  inputs: readonly Input[],
  atOnce: number,
  call: (input: Input) => Promise<unknown>,
): Promise<Timing> {
  const waiting = inputs.values();
  const milliseconds: number[] = [];
  const worker = async () => {
    for (const input of waiting) {
      const began = performance.now();
      await call(input);
      milliseconds.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { p50Ms: quantile(milliseconds, 0.5), p95Ms: quantile(milliseconds, 0.95) };
}
