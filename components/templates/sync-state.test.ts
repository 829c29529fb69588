import { describe, expect, it } from 'vitest';
import type { TemplateChannel } from '#components/templates/accounts.ts';
import { syncStateOf } from '#components/templates/sync-state.ts';

const number = (more: Partial<TemplateChannel> = {}): TemplateChannel => ({
  id: 'c1',
  kind: 'whatsapp',
  name: 'Luxe Salon',
  displayAddress: '+91 98200 12345',
  accountId: 'a1',
  syncedAt: null,
  syncTrouble: null,
  isSyncing: false,
  ...more,
});

describe('how the templates stand to those at WhatsApp', () => {
  it('is not told before anything is known, and not when that could not be found out', () => {
    expect(syncStateOf(undefined, false)).toEqual({ kind: 'loading' });
    expect(syncStateOf(undefined, true)).toEqual({ kind: 'failed' });
  });

  it('is nothing to tell of where no number is connected, or one that has no account', () => {
    expect(syncStateOf([], false)).toEqual({ kind: 'no account' });
    expect(syncStateOf([number({ accountId: null })], false)).toEqual({ kind: 'no account' });
  });

  it('is that of the number that was read longest ago, with what stopped any of them', () => {
    const [early, late] = [new Date(1_000), new Date(2_000)];
    const numbers = [
      number({ syncedAt: late, syncTrouble: 'No access.' }),
      number({ syncedAt: early }),
    ];
    const known = { kind: 'known', isSyncing: false, trouble: 'No access.' };
    expect(syncStateOf(numbers, false)).toEqual({ ...known, syncedAt: 1_000 });
    // What was known before stays on screen when asking again fails.
    expect(syncStateOf(numbers, true)).toEqual({ ...known, syncedAt: 1_000 });
    expect(syncStateOf([number({ isSyncing: true })], false)).toMatchObject({
      isSyncing: true,
      syncedAt: null,
    });
  });
});
