import { describe, expect, it } from 'vitest';
import { createDrafts, EMPTY_DRAFT } from '#components/inbox/drafts.ts';

function memoryStorage(kept = new Map<string, string>()) {
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const quoted = { id: 'm1', text: 'Saturday?', author: 'contact' as const };

describe('drafts', () => {
  it('are kept for each conversation and outlive a reload', () => {
    const storage = memoryStorage();
    const drafts = createDrafts('draft', storage);
    drafts.write('c1', { text: 'Yes, at', quoted });
    drafts.write('c2', { text: 'No', quoted: null });
    const after = createDrafts('draft', storage);
    expect(after.read('c1')).toEqual({ text: 'Yes, at', quoted });
    expect(after.read('c2').text).toBe('No');
    expect(after.read('c3')).toEqual(EMPTY_DRAFT);
  });

  it('leave nothing behind once they are sent', () => {
    const storage = memoryStorage();
    const drafts = createDrafts('draft', storage);
    drafts.write('c1', { text: 'Yes', quoted: null });
    drafts.write('c1', EMPTY_DRAFT);
    expect(storage.kept.size).toBe(0);
  });

  it('are the same object until they change, as a subscriber needs', () => {
    const drafts = createDrafts('draft', memoryStorage());
    expect(drafts.read('c1')).toBe(drafts.read('c1'));
  });

  it('begin empty when the storage holds nonsense', () => {
    const drafts = createDrafts('draft', memoryStorage(new Map([['draft.c1', '{"text":4']])));
    expect(drafts.read('c1')).toEqual(EMPTY_DRAFT);
  });
});
