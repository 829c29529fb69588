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
import { sayingOf } from '#server/sandbox/testing/sayings.ts';

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
    const step = fc.constantFrom(
      'write',
      'send',
      'read',
      'away',
      'back',
      'broken',
      'mended',
      'photo',
      'react',
      'edit',
      'unsend',
      'echo',
      'silence',
      'hide',
      'marketing',
      'typing',
      'move',
      'identity',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { lines, write, graph, control, act, keepFile, conversation, webhook, sandbox } =
          startSandbox();
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
          photo: () =>
            control('POST', 'say', sayingOf({ type: 'image', media_id: '900000000000001' })),
          react: () => onLast((id) => act('react', { message_id: id, emoji: '👍' })),
          edit: () => onLast((id) => act('edit', { message_id: id, text: 'Changed' })),
          unsend: () => onLast((id) => act('unsend', { message_id: id })),
          echo: () => act('echo', { content: { type: 'text', text: 'Five?' } }),
          silence: () => act('silence', { customer: { wa_id: ASHA }, hours: 25 }),
          hide: () => act('hide', { username: 'asha.m' }),
          marketing: () => act('marketing', { wanted: false }),
          typing: () =>
            onLast((id) =>
              graph({
                messaging_product: 'whatsapp',
                status: 'read',
                message_id: id,
                typing_indicator: { type: 'text' },
              }),
            ),
          identity: () => act('identity'),
          move: () => act('move', { to: '351912345678' }),
        };
        const onLast = async (doIt: (id: string) => Promise<unknown>) => {
          const { messages } = await conversation();
          const last = messages.at(-1);
          if (last !== undefined) await doIt(last.id);
        };
        await sandbox.start();
        await keepFile();
        for (const name of steps) await deeds[name]?.();
        await sandbox.idle();
        const before = replay(lines);
        const fewer = compactLedger(before, '2026-01-02T00:00:00.000Z');
        expect(fewer.length).toBeLessThanOrEqual(lines.length + 1);
        expect(outline(replay(fewer))).toEqual(outline(before));
      }),
      { numRuns: 100 },
    );
  });
});

describe('an old ledger', () => {
  test('that knows texts alone leads to the same chats as ever', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const key = { phoneNumberId: NUMBER, waId: ASHA };
    const state = replay([
      { type: 'customer_saved', at, ...key, name: 'Asha' },
      { type: 'message_written', at, ...key, id: 'wamid.1', text: 'Hello?' },
      {
        type: 'message_accepted',
        at,
        ...key,
        id: 'wamid.2',
        kind: 'text',
        text: 'Yes',
        body: { type: 'text', text: { body: 'Yes' } },
      },
      { type: 'status_changed', at, id: 'wamid.2', status: 'read' },
    ]);
    expect([...state.chats.values()]).toMatchObject([
      {
        name: 'Asha',
        lastWroteAt: at,
        deeds: [],
        messages: [
          { id: 'wamid.1', kind: 'text', status: 'sent' },
          { id: 'wamid.2', kind: 'text', status: 'read' },
        ],
      },
    ]);
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
