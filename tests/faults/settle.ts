import { setTimeout as delay } from 'node:timers/promises';
import { readUnderWay } from '#tests/faults/database-facts.ts';
import { leaseMs } from '#tests/faults/judge.ts';
import type { SandboxControl } from '#tests/e2e/support/sandbox.ts';

/** The longest wait before a last try of a message: 50 s and a fifth. */
const retryMs = 60_000;
const lookEveryMs = 500;

/**
 * Waits until nothing is under way on either side, at most twice the lease and what a retry needs.
 * Returns how long it took; what is still under way then is for the judge.
 */
export async function settle(dataDir: string, sandbox: SandboxControl): Promise<number> {
  const began = Date.now();
  while (Date.now() - began < 2 * leaseMs + retryMs) {
    const isQuiet = (await readUnderWay(dataDir)).length === 0;
    if (isQuiet && (await sandbox.ledger()).pending_webhooks.length === 0) {
      // A webhook that was answered a moment ago may have begun something.
      if ((await readUnderWay(dataDir)).length === 0) break;
    }
    await delay(lookEveryMs);
  }
  return Date.now() - began;
}
