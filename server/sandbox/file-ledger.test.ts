import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { compactLedger } from '#server/sandbox/compact-ledger.ts';
import { fileLedger } from '#server/sandbox/file-ledger.ts';
import type { LedgerEntry } from '#server/sandbox/ledger.ts';
import { applyEntry, emptyState } from '#server/sandbox/state.ts';
import { ASHA, NUMBER, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(directory, { recursive: true }));

const line = (name: string): LedgerEntry => ({
  type: 'customer_saved',
  at: '2026-01-01T00:00:00.000Z',
  phoneNumberId: NUMBER,
  waId: ASHA,
  name,
});

describe('the ledger file', () => {
  test('gives back what was written, also by many at once and after reopening', async () => {
    const path = join(directory, 'deep', 'ledger.jsonl');
    const ledger = fileLedger(path);
    expect(await ledger.load()).toEqual([]);
    const lines = Array.from({ length: 200 }, (_, index) => line(`person ${index}\n`));
    await Promise.all(lines.map((entry) => ledger.append([entry])));
    await ledger.close();
    expect(await fileLedger(path).load()).toEqual(lines);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('cuts off half a last line and goes on after it', async () => {
    const path = join(directory, 'ledger.jsonl');
    const first = fileLedger(path);
    await first.load();
    await first.append([line('kept')]);
    await first.close();
    await appendFile(path, '{"type":"customer_sav');
    const second = fileLedger(path);
    expect(await second.load()).toEqual([line('kept')]);
    await second.append([line('next')]);
    await second.close();
    expect(await fileLedger(path).load()).toEqual([line('kept'), line('next')]);
  });

  test('can be replaced by fewer lines and appended to again', async () => {
    const path = join(directory, 'ledger.jsonl');
    const ledger = fileLedger(path);
    await ledger.load();
    await ledger.append([line('one'), line('two')]);
    await ledger.replace([line('both')]);
    await ledger.append([line('three')]);
    await ledger.close();
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
  });
});

describe('compacting', () => {
  test('fewer lines lead to the same present, whatever happened', async () => {
    const step = fc.constantFrom('write', 'send', 'read', 'away', 'back', 'broken', 'mended');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { lines, write, graph, control, webhook, sandbox } = startSandbox();
        const customer = { phone_number_id: NUMBER, customer: ASHA };
        const deeds: Record<string, () => unknown> = {
          write: () => write('Hello?'),
          send: () => graph(textBody('Yes')),
          read: () => control('POST', 'read', customer),
          away: () => control('POST', 'reach', { ...customer, reachable: false }),
          back: () => control('POST', 'reach', { ...customer, reachable: true }),
          broken: () => {
            webhook.answerWith(() => new Response('', { status: 500 }));
          },
          mended: () => {
            webhook.answerWith(() => new Response('ok'));
          },
        };
        await sandbox.start();
        for (const name of steps) await deeds[name]?.();
        await sandbox.idle();
        const before = replay(lines);
        const fewer = compactLedger(before, '2026-01-02T00:00:00.000Z');
        expect(fewer.length).toBeLessThanOrEqual(lines.length + 1);
        expect(outline(replay(fewer))).toEqual(outline(before));
      }),
      { numRuns: 60 },
    );
  });
});

function replay(entries: readonly LedgerEntry[]) {
  const state = emptyState();
  for (const entry of entries) applyEntry(state, entry);
  return state;
}

/** The state without what is only of this run: revisions and counts of tries. */
function outline(state: ReturnType<typeof emptyState>) {
  return {
    accounts: [...state.accounts.values()],
    chats: [...state.chats.values()].map(({ revision: _revision, ...chat }) => chat),
    webhooks: [...state.webhooks.values()].map(({ attempts: _attempts, ...webhook }) => webhook),
    refusals: state.refusals,
    misdeeds: state.misdeeds,
  };
}
