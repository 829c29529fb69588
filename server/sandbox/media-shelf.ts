import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the sandbox knows of a file that it keeps. */
export interface KeptFile {
  mimeType: string;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  sizeBytes: number;
  fileName: string | null;
}

/** What is put on the shelf, and by which number it may be taken again. */
export interface NewFile {
  phoneNumberId: string;
  mimeType: string;
  fileName: string | null;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Where the files of both sides lie. */
export interface MediaShelf {
  /** Null when it keeps no such file. */
  describe(id: string): Promise<(KeptFile & { phoneNumberId: string }) | null>;
  keep(id: string, file: NewFile): Promise<KeptFile>;
  /** Null when it keeps no such file. */
  read(id: string): Promise<Uint8Array<ArrayBuffer> | null>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

const described = z.object({
  phoneNumberId: z.string(),
  mimeType: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  fileName: z.string().nullable(),
});

/** Files in a folder, each beside what is known of it. */
export function folderShelf(folder: string): MediaShelf {
  const pathOf = (id: string, part: 'json' | 'bin') =>
    // A path that the bundler must not look for files at.
    join(/*turbopackIgnore: true*/ folder, `${checkId(id)}.${part}`);
  const put = async (path: string, content: Uint8Array | string) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, content, { mode: 0o600 });
    await rename(draft, path);
  };
  const read = (path: string) => readFile(path).catch(nullWhenMissing);
  return {
    async describe(id) {
      const text = isId(id) ? await read(pathOf(id, 'json')) : null;
      return text === null ? null : described.parse(JSON.parse(text.toString('utf8')));
    },
    async keep(id, file) {
      const kept = describeFile(file);
      await put(pathOf(id, 'bin'), file.bytes);
      await put(pathOf(id, 'json'), JSON.stringify({ ...kept, phoneNumberId: file.phoneNumberId }));
      return kept;
    },
    read: async (id) => (isId(id) ? read(pathOf(id, 'bin')) : null),
    async remove(id) {
      if (!isId(id)) return;
      await rm(pathOf(id, 'json'), { force: true });
      await rm(pathOf(id, 'bin'), { force: true });
    },
    async clear() {
      const names = await readdir(folder).catch(nullWhenMissing);
      for (const name of names ?? []) await rm(join(folder, name), { force: true });
    },
  };
}

/** Files that live as long as their object, for tests. */
export function memoryShelf(): MediaShelf {
  const files = new Map<string, KeptFile & NewFile>();
  return {
    describe: (id) => {
      const found = files.get(id);
      if (found === undefined) return Promise.resolve(null);
      const { bytes: _bytes, ...known } = found;
      return Promise.resolve(known);
    },
    keep: (id, file) => {
      const kept = describeFile(file);
      files.set(id, { ...file, ...kept });
      return Promise.resolve(kept);
    },
    read: (id) => Promise.resolve(files.get(id)?.bytes ?? null),
    remove: (id) => Promise.resolve(void files.delete(id)),
    clear: () => Promise.resolve(files.clear()),
  };
}

function describeFile({ mimeType, fileName, bytes }: NewFile): KeptFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { mimeType, fileName, sha256, sizeBytes: bytes.length };
}

const isId = (id: string) => /^\d{1,20}$/.test(id);

function checkId(id: string): string {
  if (isId(id)) return id;
  throw new Error('This is no id of a file.');
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
