import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';

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
  attachment: ShownAttachment | null;
  /** Why it cannot be sent; null while it may. */
  refusal: string | null;
}

export interface UploadPorts {
  /** Rejects with what `sentenceFor` understands. */
  send(
    file: File,
    conversationId: string,
    told: { onProgress: (share: number) => void; signal: AbortSignal },
  ): Promise<ShownAttachment>;
  discard(attachmentId: string): Promise<unknown>;
  sentenceFor(error: unknown): string;
  preview(file: File): string | null;
  dropPreview(url: string): void;
}

export interface Uploads {
  add(conversationId: string, files: readonly File[], maxBytes: number): void;
  retry(id: string): void;
  remove(id: string): void;
  /** Hands the files that are ready over to a message, and keeps the others. */
  take(conversationId: string): ShownAttachment[];
  subscribe(listener: () => void): () => void;
  snapshot(): readonly Upload[];
}

/** More go at once only in the eyes of the person: a line is shared by all of them. */
const atOnce = 3;

/** The files on their way to the server, whichever conversation is on screen. */
export function createUploads(ports: UploadPorts): Uploads {
  let all: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  const set = (next: readonly Upload[]) => {
    all = next;
    for (const listener of listeners) listener();
  };
  const change = (id: string, changes: Partial<Upload>) =>
    set(all.map((one) => (one.id === id ? { ...one, ...changes } : one)));

  const isWaiting = ({ id, attachment, refusal }: Upload) =>
    attachment === null && refusal === null && !running.has(id);

  function startNext(): void {
    const next = running.size < atOnce ? all.find(isWaiting) : undefined;
    if (next === undefined) return;
    void run(next);
    startNext();
  }

  async function run({ id, file, conversationId }: Upload): Promise<void> {
    const aborting = new AbortController();
    running.set(id, aborting);
    const onProgress = (progress: number) => change(id, { progress });
    try {
      const told = { onProgress, signal: aborting.signal };
      const attachment = await ports.send(file, conversationId, told);
      // Taken out while it was already there: nobody would ever send it.
      if (aborting.signal.aborted) ports.discard(attachment.id).catch(() => undefined);
      else change(id, { attachment, progress: 1 });
    } catch (error) {
      change(id, { refusal: ports.sentenceFor(error) });
    } finally {
      running.delete(id);
      startNext();
    }
  }

  function drop(gone: readonly Upload[]): void {
    for (const { previewUrl } of gone) if (previewUrl !== null) ports.dropPreview(previewUrl);
    set(all.filter((one) => !gone.includes(one)));
  }

  return {
    add(conversationId, files, maxBytes) {
      const added = files.map((file): Upload => ({
        id: crypto.randomUUID(),
        conversationId,
        file,
        previewUrl: ports.preview(file),
        progress: 0,
        attachment: null,
        refusal: refusalOf(file, maxBytes),
      }));
      set([...all, ...added]);
      startNext();
    },
    retry(id) {
      change(id, { refusal: null, progress: 0 });
      startNext();
    },
    remove(id) {
      const gone = all.filter((one) => one.id === id);
      drop(gone);
      running.get(id)?.abort();
      for (const { attachment } of gone) {
        if (attachment !== null) ports.discard(attachment.id).catch(() => undefined);
      }
    },
    take(conversationId) {
      const ready = all.filter(
        (one) => one.conversationId === conversationId && one.attachment !== null,
      );
      drop(ready);
      return ready.flatMap(({ attachment }) => attachment ?? []);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => all,
  };
}

/** Said before a byte is sent; the server looks at the file itself. */
function refusalOf({ size }: File, maxBytes: number): string | null {
  if (size === 0) return 'This file is empty.';
  return size > maxBytes ? `This is larger than ${formatBytes(maxBytes)}.` : null;
}

export function formatBytes(bytes: number): string {
  const units = ['KB', 'MB', 'GB'] as const;
  let size = bytes / 1024;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit += 1) size /= 1024;
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit] ?? ''}`;
}
