import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileStorage } from '#server/domain/context.ts';
import { checkKey } from '#server/files/check-key.ts';
import { intoTemporary, temporaryFile } from '#server/files/temporary-file.ts';

/** Files in a folder of this machine: each is written beside its place, made safe, and moved there. */
export function localStorage(root: string): FileStorage {
  const pathOf = (key: string) => join(root, checkKey(key));
  return {
    async write(key, content) {
      const path = pathOf(key);
      const draft = await temporaryFile(root);
      try {
        await writeSafely(draft.path, content);
        const folder = dirname(path);
        const first = await mkdir(folder, { recursive: true, mode: 0o700 });
        await rename(draft.path, path);
        for (const one of foldersUpTo(folder, first)) await makeSafe(one);
      } finally {
        await draft.discard();
      }
    },
    async open(key) {
      const path = pathOf(key);
      const found = await stat(path).catch(nullWhenMissing);
      if (found?.isFile() !== true) return null;
      return { sizeBytes: found.size, read: (range) => createReadStream(path, range) };
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function writeSafely(path: string, content: Uint8Array | Readable): Promise<void> {
  const handle = await open(path, intoTemporary.flags);
  try {
    const source = content instanceof Readable ? content : Readable.from([content]);
    await pipeline(source, async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folder itself, and those above it up to the one that holds the first that was new. */
function foldersUpTo(folder: string, firstNew: string | undefined): string[] {
  if (firstNew === undefined || !folder.startsWith(firstNew)) return [folder];
  const above = dirname(folder);
  return folder === firstNew ? [folder, above] : [folder, ...foldersUpTo(above, firstNew)];
}

/** A move outlives a power cut once its folder is written, and a new folder once the one above is. */
async function makeSafe(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function nullWhenMissing(error: unknown): null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  throw error;
}
