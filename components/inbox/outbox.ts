import type { Quoted, SentTemplate, ThreadFile } from '#components/inbox/types.ts';

/** A message that was written here and is not yet known to be stored. */
export interface PendingSend {
  /** Stays the same however often it is sent, so that it can only ever be one message. */
  clientId: string;
  conversationId: string;
  text: string;
  quoted: Quoted | null;
  /** Absent in what an older version of this page left behind. */
  files?: ThreadFile[];
  /** Sent in place of the text, which then only says what people here read. */
  template?: SentTemplate;
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
  const list = createWaitingList(storageKey, ports.storage);
  const lanes = new Set<string>();
  let isResumed = false;

  async function run(conversationId: string): Promise<void> {
    if (lanes.has(conversationId)) return;
    lanes.add(conversationId);
    let failures = 0;
    for (let next = list.next(conversationId); next; next = list.next(conversationId)) {
      const { clientId } = next;
      try {
        await ports.deliver(next);
        failures = 0;
        list.change((waiting) => waiting.filter((send) => send.clientId !== clientId));
      } catch (error) {
        const refusal = ports.refusalIn(error);
        if (refusal === null) await ports.pause((failures += 1));
        else list.refuse(clientId, refusal);
      }
    }
    lanes.delete(conversationId);
  }

  return {
    add(send) {
      list.change((waiting) => [...waiting, { ...send, refusal: null }]);
      void run(send.conversationId);
    },
    retry(clientId) {
      const send = list.refuse(clientId, null);
      if (send !== undefined) void run(send.conversationId);
    },
    discard(clientId) {
      const stays = (send: PendingSend) => send.clientId !== clientId || send.refusal === null;
      list.change((waiting) => waiting.filter(stays));
    },
    resume() {
      if (isResumed) return;
      isResumed = true;
      for (const { conversationId } of list.restore()) void run(conversationId);
    },
    subscribe: list.subscribe,
    snapshot: list.snapshot,
  };
}

/** What is not yet stored, kept in the tab's storage as well. */
function createWaitingList(storageKey: string, storage: OutboxPorts['storage']) {
  let waiting: readonly PendingSend[] = [];
  const listeners = new Set<() => void>();

  function change(next: (waiting: readonly PendingSend[]) => readonly PendingSend[]): void {
    waiting = next(waiting);
    writeStored(storage, storageKey, waiting);
    for (const listener of listeners) listener();
  }

  return {
    change,
    next: (conversationId: string) =>
      waiting.find((send) => send.conversationId === conversationId && send.refusal === null),
    refuse(clientId: string, refusal: string | null): PendingSend | undefined {
      change((all) => all.map((one) => (one.clientId === clientId ? { ...one, refusal } : one)));
      return waiting.find((send) => send.clientId === clientId);
    },
    /** Puts what an earlier page left before what is there already. */
    restore(): readonly PendingSend[] {
      const known = new Set(waiting.map(({ clientId }) => clientId));
      const left = readStored(storage, storageKey).filter(({ clientId }) => !known.has(clientId));
      change((all) => [...left, ...all]);
      return left;
    },
    subscribe(listener: () => void) {
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
