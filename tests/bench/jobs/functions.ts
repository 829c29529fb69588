import { Inngest } from 'inngest';
import type { InngestFunction } from 'inngest';
import { embeddedFetch } from '#inngest/embedded/client-fetch.ts';

export const signingKey = 'signkey-bench-0123456789abcdef';
export const stepsOfRun = 10;
export const sleepMs = 1_000;

export interface BenchFunctions {
  client: Inngest.Any;
  functions: InngestFunction.Any[];
}

/** What the functions below saw, in milliseconds of this process. */
export interface Seen {
  firstStep: (at: number) => void;
  lateBy: (ms: number) => void;
}

/** Functions that do nothing, so that what is measured is what it takes to have it done. */
export function benchFunctions(isCheckpointing: boolean, seen: Seen): BenchFunctions {
  const client = new Inngest({
    id: 'bench',
    isDev: false,
    signingKey,
    eventKey: 'bench',
    checkpointing: isCheckpointing ? { maxRuntime: 0 } : false,
    fetch: embeddedFetch((_, data) => data),
    logger: { info: silence, warn: silence, error: silence, debug: silence },
  });
  const functions = [
    client.createFunction({ id: 'chain', triggers: [{ event: 'chain' }] }, async ({ step }) => {
      for (let n = 0; n < stepsOfRun; n += 1) await step.run(`step ${n}`, () => n);
    }),
    client.createFunction({ id: 'start', triggers: [{ event: 'start' }] }, ({ step }) =>
      step.run('first', () => seen.firstStep(performance.now())),
    ),
    client.createFunction({ id: 'sleep', triggers: [{ event: 'sleep' }] }, async ({ step }) => {
      const began = await step.run('begin', () => performance.now());
      await step.sleep('a second', sleepMs);
      await step.run('end', () => seen.lateBy(performance.now() - began - sleepMs));
    }),
  ];
  return { client, functions };
}

function silence(): void {
  // Nothing here fails but the measurement itself, which says so.
}
