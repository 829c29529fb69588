import type { ConnectionState } from '#components/realtime/connection.ts';

export interface ConnectionStore {
  read(): ConnectionState;
  show(state: ConnectionState): void;
  subscribe(listener: () => void): () => void;
}

/** Tells those who show it how the connection is, and nobody else: see provider.tsx. */
export function createConnectionStore(): ConnectionStore {
  let state: ConnectionState = 'connecting';
  const listeners = new Set<() => void>();
  return {
    read: () => state,
    show(next) {
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
