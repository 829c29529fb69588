import { describe, expect, it } from 'vitest';
import { happeningsBetween } from '#components/sandbox/happenings.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';

const theirs: SandboxMessage = {
  id: 'wamid.1',
  direction: 'from_customer',
  kind: 'text',
  text: 'Do you have time on Saturday?',
  at: '2026-11-21T09:00:00.000Z',
  status: 'sent',
  error_code: null,
  quoted_id: null,
};
const ours: SandboxMessage = {
  ...theirs,
  id: 'wamid.2',
  direction: 'to_customer',
  text: 'Yes, at 4',
};

const chat = (...messages: SandboxMessage[]) => ({
  customer: { wa_id: '5511987654321', name: 'Camila', reachable: true },
  cursor: '1',
  messages,
});
const kinds = (...args: Parameters<typeof happeningsBetween>) =>
  happeningsBetween(...args).map(({ kind }) => kind);

describe('what happens behind the phone', () => {
  it('tells of the webhook and of its acceptance, each when it happens', () => {
    expect(kinds(chat(), chat(theirs))).toEqual(['sent']);
    expect(kinds(chat(theirs), chat({ ...theirs, status: 'delivered' }))).toEqual(['accepted']);
  });

  it('leaves out no step when several happened between two looks', () => {
    expect(kinds(chat(), chat({ ...ours, status: 'read' }))).toEqual([
      'taken',
      'delivered',
      'read',
    ]);
    expect(kinds(chat(ours), chat({ ...ours, status: 'read' }))).toEqual(['delivered', 'read']);
  });

  it('tells nothing twice', () => {
    expect(kinds(chat(theirs, ours), chat(theirs, ours))).toEqual([]);
    const read = { ...theirs, status: 'read' as const };
    expect(kinds(chat({ ...theirs, status: 'delivered' }), chat(read))).toEqual([]);
  });

  it('names the provider’s error when a message failed', () => {
    const failed = { ...ours, status: 'failed' as const, error_code: 131026 };
    expect(happeningsBetween(chat(ours), chat(failed))).toMatchObject([
      { kind: 'failed', detail: 'Error 131026' },
    ]);
  });

  it('keeps long messages to one line', () => {
    const [sent] = happeningsBetween(chat(), chat({ ...theirs, text: 'word '.repeat(100) }));
    expect(sent?.detail.length).toBeLessThan(80);
  });
});
