import type { Quoted } from '#components/inbox/types.ts';

/** A message that was written here and is not yet known to be stored. */
export interface PendingSend {
  /** Stays the same however often it is sent, so that it can only ever be one message. */
  clientId: string;
  conversationId: string;
  text: string;
  quoted: Quoted | null;
  /** Milliseconds since 1970. */
  writtenAt: number;
  /** Why the server refused it; null while it is on its way. */
  refusal: string | null;
}

export interface OutboxPorts {
  /** Stores the message; resolves when it is stored and on screen. */
  deliver(send: PendingSend): Promise<void>;
  /** The server's sentence when it answered no; null when no answer came. */
  refusalIn(error: unknown): string | null;
  /** Passes when another try is worth while. */
  pause(failures: number): Promise<void>;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

export interface Outbox {
  add(send: Omit<PendingSend, 'refusal'>): void;
  /** Sends a refused message again, as the same message. */
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Goes on with what an earlier page of this tab left behind. */
  resume(): void;
  subscribe(listener: () => void): () => void;
  snapshot(): readonly PendingSend[];
}

/** Sends in order per conversation, goes on after lost answers and reloads, and never sends twice. */
export function createOutbox(storageKey: string, ports: OutboxPorts): Outbox {
  let waiting: readonly PendingSend[] = [];
  let isResumed = false;
  const lanes = new Set<string>();
  const listeners = new Set<() => void>();

  function change(next: readonly PendingSend[]): void {
    waiting = next;
    writeStored(ports.storage, storageKey, next);
    for (const listener of listeners) listener();
  }

  function update(clientId: string, refusal: string | null): void {
    change(waiting.map((send) => (send.clientId === clientId ? { ...send, refusal } : send)));
  }

  async function run(conversationId: string): Promise<void> {
    if (lanes.has(conversationId)) return;
    lanes.add(conversationId);
    let failures = 0;
    for (;;) {
      const next = waiting.find(
        (send) => send.conversationId === conversationId && send.refusal === null,
      );
      if (next === undefined) break;
      try {
        await ports.deliver(next);
        failures = 0;
        change(waiting.filter(({ clientId }) => clientId !== next.clientId));
      } catch (error) {
        const refusal = ports.refusalIn(error);
        if (refusal === null) await ports.pause((failures += 1));
        else update(next.clientId, refusal);
      }
    }
    lanes.delete(conversationId);
  }

  return {
    add(send) {
      change([...waiting, { ...send, refusal: null }]);
      void run(send.conversationId);
    },
    retry(clientId) {
      update(clientId, null);
      const send = waiting.find((one) => one.clientId === clientId);
      if (send !== undefined) void run(send.conversationId);
    },
    discard(clientId) {
      change(waiting.filter((send) => send.clientId !== clientId || send.refusal === null));
    },
    resume() {
      if (isResumed) return;
      isResumed = true;
      const stored = readStored(ports.storage, storageKey);
      const known = new Set(waiting.map(({ clientId }) => clientId));
      change([...stored.filter(({ clientId }) => !known.has(clientId)), ...waiting]);
      for (const { conversationId } of stored) void run(conversationId);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => waiting,
  };
}

function writeStored(storage: OutboxPorts['storage'], key: string, sends: readonly PendingSend[]) {
  try {
    if (sends.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(sends));
  } catch {
    // A full or forbidden storage: sending still works, only not across a reload.
  }
}

function readStored(storage: OutboxPorts['storage'], key: string): PendingSend[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isPendingSend) : [];
  } catch {
    return [];
  }
}

function isPendingSend(value: unknown): value is PendingSend {
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, conversationId, text } = value as Partial<Record<keyof PendingSend, unknown>>;
  return [clientId, conversationId, text].every((field) => typeof field === 'string');
}
