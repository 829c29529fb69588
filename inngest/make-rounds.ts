import { log } from '#server/log.ts';

/** Does the work now and again and again, a round at a time; what fails is left to the next round. */
export function makeRounds(
  work: () => Promise<unknown>,
  everyMs: number,
): { stop(): Promise<void> } {
  let round = Promise.resolve();
  let isUnderWay = false;
  const begin = () => {
    if (isUnderWay) return;
    isUnderWay = true;
    round = tryOnce(work).finally(() => (isUnderWay = false));
  };
  const timer = setInterval(begin, everyMs);
  begin();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}

async function tryOnce(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log().error({ error }, 'a round of background work failed');
  }
}
