import { setTimeout as delay } from 'node:timers/promises';
import { readUnderWay } from '#tests/faults/database-facts.ts';
import { leaseMs } from '#tests/faults/judge.ts';
import type { SandboxControl } from '#tests/e2e/support/sandbox.ts';

/** The longest wait before a last try of a message: 50 s and a fifth. */
const retryMs = 60_000;
const lookEveryMs = 500;

/**
 * Waits until nothing is under way on either side, at most twice the lease and what a retry needs.
 * Says how long it took and what was last; what is still under way then is for the judge.
 */
export async function settle(dataDir: string, sandbox: SandboxControl): Promise<string> {
  const began = Date.now();
  let last = 'nothing was under way';
  while (Date.now() - began < 2 * leaseMs + retryMs) {
    const underWay = await readUnderWay(dataDir);
    const owed = underWay.length > 0 ? [] : (await sandbox.ledger()).pending_webhooks;
    const [first] = [...underWay.map(({ what }) => what), ...owed.map(() => 'a webhook')];
    if (first === undefined) {
      // A webhook that was answered a moment ago may have begun something.
      if ((await readUnderWay(dataDir)).length === 0) break;
    } else last = `the last was ${first}`;
    await delay(lookEveryMs);
  }
  return `settled within ${((Date.now() - began) / 1000).toFixed(0)} s; ${last}`;
}
