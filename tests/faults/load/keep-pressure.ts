import { setTimeout as delay } from 'node:timers/promises';
import { countBacklog } from '#tests/faults/database-facts.ts';

const lookEveryMs = 1_000;
const mostBehind = 60;

/** Whether the app is so far behind that more load would only wait. */
export type Pressure = () => boolean;

/** Looks at how far behind the app is until told to stop, so that a slow machine gets less to do. */
export function keepPressure(dataDir: string, signal: AbortSignal): Pressure {
  let isTooMuch = false;
  const look = async () => {
    while (!signal.aborted) {
      // While the database is away nobody can tell, and the load goes on as before.
      const behind = await countBacklog(dataDir).catch(() => null);
      if (behind !== null) isTooMuch = behind > mostBehind;
      await delay(lookEveryMs, undefined, { ref: false });
    }
  };
  void look();
  return () => isTooMuch;
}
