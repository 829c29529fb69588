import type { ThreadFile } from '#components/inbox/types.ts';

/** A file that a member adds to a reply, from the moment it is picked until it is sent. */
export interface Upload {
  id: string;
  conversationId: string;
  file: File;
  /** Of a picture, as it is on this machine. */
  previewUrl: string | null;
  /** Between 0 and 1. */
  progress: number;
  /** As the server keeps it; null until it has all of it. */
  attachment: ThreadFile | null;
  /** Why it cannot be sent; null while it may. */
  refusal: Refusal | null;
}

export interface Refusal {
  sentence: string;
  /** Whether the same file may be taken another time. */
  canRetry: boolean;
}

export interface UploadPorts {
  /** Rejects with what `refusalFor` understands. */
  send(
    file: File,
    conversationId: string,
    told: { onProgress: (share: number) => void; signal: AbortSignal },
  ): Promise<ThreadFile>;
  discard(attachmentId: string): Promise<unknown>;
  refusalFor(error: unknown): Refusal;
  preview(file: File): string | null;
  dropPreview(url: string): void;
}

export interface Uploads {
  /** `whyNot` says of a file why it cannot be sent, or null. */
  add(conversationId: string, files: readonly File[], whyNot: (file: File) => string | null): void;
  retry(id: string): void;
  remove(id: string): void;
  /** Hands the files that are ready over to a message, and keeps the others. */
  take(conversationId: string): ThreadFile[];
  subscribe(listener: () => void): () => void;
  snapshot(): readonly Upload[];
}

/** More go at once only in the eyes of the person: a line is shared by all of them. */
const atOnce = 3;

/** The files on their way to the server, whichever conversation is on screen. */
export function createUploads(ports: UploadPorts): Uploads {
  const list = createList(ports);
  const running = new Map<string, AbortController>();
  const forget = (attachmentId: string) => void ports.discard(attachmentId).catch(() => undefined);
  const isWaiting = ({ id, attachment, refusal }: Upload) =>
    attachment === null && refusal === null && !running.has(id);

  function startNext(): void {
    const next = running.size < atOnce ? list.snapshot().find(isWaiting) : undefined;
    if (next === undefined) return;
    void run(next);
    startNext();
  }

  async function run({ id, file, conversationId }: Upload): Promise<void> {
    const aborting = new AbortController();
    running.set(id, aborting);
    const onProgress = (progress: number) => list.change(id, { progress });
    try {
      const told = { onProgress, signal: aborting.signal };
      const attachment = await ports.send(file, conversationId, told);
      // Taken out while it was already there: nobody would ever send it.
      if (aborting.signal.aborted) forget(attachment.id);
      else list.change(id, { attachment, progress: 1 });
    } catch (error) {
      list.change(id, { refusal: ports.refusalFor(error) });
    } finally {
      running.delete(id);
      startNext();
    }
  }

  return {
    add(conversationId, files, whyNot) {
      list.add(conversationId, files, whyNot);
      startNext();
    },
    retry(id) {
      const again = list.snapshot().find((one) => one.id === id);
      if (again?.refusal?.canRetry !== true) return;
      list.change(id, { refusal: null, progress: 0 });
      startNext();
    },
    remove(id) {
      const gone = list.drop((one) => one.id === id);
      running.get(id)?.abort();
      for (const { attachment } of gone) if (attachment !== null) forget(attachment.id);
    },
    take(conversationId) {
      const isReady = (one: Upload) =>
        one.conversationId === conversationId && one.attachment !== null;
      return list.drop(isReady).flatMap(({ attachment }) => attachment ?? []);
    },
    subscribe: list.subscribe,
    snapshot: list.snapshot,
  };
}

/** What is shown of them, and the pictures of this machine that go with it. */
function createList({ preview, dropPreview }: UploadPorts) {
  let all: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  const set = (next: readonly Upload[]) => {
    all = next;
    for (const listener of listeners) listener();
  };
  return {
    add(...[conversationId, files, whyNot]: Parameters<Uploads['add']>): void {
      const added = files.map((file): Upload => ({
        id: crypto.randomUUID(),
        conversationId,
        file,
        previewUrl: preview(file),
        progress: 0,
        attachment: null,
        refusal: refusedFor(whyNot(file)),
      }));
      set([...all, ...added]);
    },
    change: (id: string, changes: Partial<Upload>) =>
      set(all.map((one) => (one.id === id ? { ...one, ...changes } : one))),
    drop(isGone: (upload: Upload) => boolean): readonly Upload[] {
      const gone = all.filter(isGone);
      for (const { previewUrl } of gone) if (previewUrl !== null) dropPreview(previewUrl);
      set(all.filter((one) => !gone.includes(one)));
      return gone;
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => all,
  };
}

function refusedFor(sentence: string | null): Refusal | null {
  return sentence === null ? null : { sentence, canRetry: false };
}
