import type { Quoted } from '#components/inbox/types.ts';

/** What is written and not sent, and the message it answers. */
export interface Draft {
  text: string;
  quoted: Quoted | null;
}

export interface Drafts {
  read(conversationId: string): Draft;
  write(conversationId: string, draft: Draft): void;
  /** Marks what is written as on its way to the server, or no longer; it stays where it is. */
  hold(conversationId: string, isHeld: boolean): void;
  isHeld(conversationId: string): boolean;
  subscribe(listener: () => void): () => void;
}

export const EMPTY_DRAFT: Draft = { text: '', quoted: null };

/** Unsent text per conversation; outlives a reload of the tab. */
export function createDrafts(
  storagePrefix: string,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Drafts {
  const known = new Map<string, Draft>();
  const held = new Set<string>();
  const listeners = new Set<() => void>();
  const tellAll = () => {
    for (const listener of listeners) listener();
  };
  const keyOf = (conversationId: string) => `${storagePrefix}.${conversationId}`;
  return {
    read(conversationId) {
      const draft = known.get(conversationId) ?? readStored(storage, keyOf(conversationId));
      known.set(conversationId, draft);
      return draft;
    },
    write(conversationId, draft) {
      known.set(conversationId, draft);
      writeStored(storage, keyOf(conversationId), draft);
      tellAll();
    },
    hold(conversationId, isHeld) {
      if (isHeld) held.add(conversationId);
      else held.delete(conversationId);
      tellAll();
    },
    isHeld: (conversationId) => held.has(conversationId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readStored(storage: Pick<Storage, 'getItem'>, key: string): Draft {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    return isDraft(stored) ? stored : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

function writeStored(storage: Pick<Storage, 'setItem' | 'removeItem'>, key: string, draft: Draft) {
  try {
    if (draft.text === '' && draft.quoted === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage: the draft lives as long as the page.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  return 'text' in value && typeof value.text === 'string' && 'quoted' in value;
}
