import { describe, expect, it } from 'vitest';
import { happeningsBetween } from '#components/sandbox/happenings.ts';
import type { SandboxChat, SandboxDeed } from '#components/sandbox/sandbox-client.ts';
import { aMessage } from '#components/sandbox/testing/a-message.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';

const theirs = aMessage({ id: 'wamid.1', text: 'Do you have time on Saturday?' });
const ours = aMessage({ id: 'wamid.2', direction: 'to_customer', text: 'Yes, at 4' });

const chat = (...messages: SandboxMessage[]): SandboxChat => ({
  customer: {
    wa_id: '5511987654321',
    name: 'Camila',
    reachable: true,
    user_id: null,
    username: null,
    is_number_hidden: false,
    wants_marketing: true,
    last_wrote_at: null,
  },
  cursor: '1',
  messages,
  deeds: [],
  typing_until: null,
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

  it('tells what was done beside writing, and that the business was told', () => {
    const deed = (is_told: boolean): SandboxDeed => ({
      id: 'wamid.9',
      at: theirs.at,
      is_told,
      deed: { what: 'reacted', messageId: theirs.id, emoji: '👍' },
    });
    const [before, done, told] = [
      chat(theirs),
      { ...chat(theirs), deeds: [deed(false)] },
      { ...chat(theirs), deeds: [deed(true)] },
    ];
    expect(happeningsBetween(before, done)).toMatchObject([
      {
        kind: 'did',
        title: 'Reacted with 👍',
        detail: expect.stringContaining('Saturday') as string,
      },
    ]);
    expect(kinds(done, told)).toEqual(['accepted']);
    expect(kinds(before, told)).toEqual(['did', 'accepted']);
    expect(kinds(told, told)).toEqual([]);
  });

  it('tells of the business’s reaction, of its typing and of what it wrote elsewhere', () => {
    const reacted = { ...theirs, reactions: { customer: null, business: '🙏' } };
    expect(kinds(chat(theirs), chat(reacted))).toEqual(['taken']);
    const echo = { ...ours, is_echo: true, status: 'delivered' as const };
    expect(kinds(chat(), chat(echo))).toEqual(['did']);
    const typing = { ...chat(theirs), typing_until: '2026-11-21T09:00:25.000Z' };
    expect(kinds(chat(theirs), typing)).toEqual(['taken']);
    expect(kinds(typing, typing)).toEqual([]);
  });

  it('says what a message carried with it', () => {
    const referred = { ...theirs, is_referred: true, forwarded: 'once' as const };
    expect(happeningsBetween(chat(), chat(referred))[0]?.detail).toMatch(
      /with the ad it came from, marked as forwarded$/,
    );
  });
});
