import { setTimeout as delay } from 'node:timers/promises';
import { readUnderWay } from '#tests/faults/database-facts.ts';
import { countWords } from '#tests/faults/count-words.ts';
import { leaseMs } from '#tests/faults/moments.ts';
import type { World } from '#tests/faults/world.ts';

/** The longest wait before a last try of a message: 50 s and a fifth. */
const retryMs = 60_000;
const lookEveryMs = 500;
const sayEveryMs = 15_000;

/**
 * Waits until nothing is under way on either side. What has become no less for twice the lease and
 * what a retry needs is stuck, however long the rest took.
 * Says how far it is and in the end what was last; what is still under way then is for the judge.
 */
export async function settle(
  { dataDir, sandbox }: Pick<World, 'dataDir' | 'sandbox'>,
  say: (sentence: string) => void,
): Promise<void> {
  const began = Date.now();
  let saidAt = began;
  let last = 'nothing was under way';
  let fewest = Number.POSITIVE_INFINITY;
  let fellAt = began;
  while (Date.now() - fellAt < 2 * leaseMs + retryMs) {
    const underWay = await readUnderWay(dataDir);
    if (underWay.length < fewest) [fewest, fellAt] = [underWay.length, Date.now()];
    const owed = underWay.length > 0 ? [] : (await sandbox.ledger()).pending_webhooks;
    const [first] = [...underWay.map(({ what }) => what), ...owed.map(() => 'a webhook')];
    if (first === undefined) {
      // A webhook that was answered a moment ago may have begun something.
      if ((await readUnderWay(dataDir)).length === 0) break;
    } else last = `the last was ${first}`;
    if (Date.now() - saidAt > sayEveryMs) {
      saidAt = Date.now();
      say(`still under way: ${countWords(underWay.map(({ what }) => what))}`);
    }
    await delay(lookEveryMs);
  }
  say(`settled within ${((Date.now() - began) / 1000).toFixed(0)} s; ${last}`);
}
