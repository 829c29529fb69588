import { mkdir, open, readFile, rename, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Ledger, LedgerEntry } from '#server/sandbox/ledger.ts';

/** A ledger of JSON lines; lines written together share one fsync. */
export function fileLedger(path: string): Ledger {
  let file: Promise<FileHandle> | undefined;
  let waiting: string[] = [];
  let written: Promise<void> = Promise.resolve();

  const opened = () => (file ??= open(path, 'a', 0o600));

  async function flush(): Promise<void> {
    const lines = waiting;
    if (lines.length === 0) return;
    waiting = [];
    const handle = await opened();
    await handle.appendFile(lines.join(''));
    await handle.datasync();
  }

  async function close(): Promise<void> {
    await written;
    await (await file)?.close();
    file = undefined;
  }

  return {
    async load() {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return readLines(path);
    },
    append(entries) {
      waiting.push(...entries.map(toLine));
      const mine = written.then(flush);
      written = mine.catch(() => undefined);
      return mine;
    },
    async replace(entries) {
      await close();
      const fresh = `${path}.new`;
      const handle = await open(fresh, 'w', 0o600);
      await handle.writeFile(entries.map(toLine).join(''));
      await handle.sync();
      await handle.close();
      await rename(fresh, path);
    },
    close,
  };
}

function toLine(entry: LedgerEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** A crash may leave half a last line: it was never acknowledged, and is cut off. */
async function readLines(path: string): Promise<LedgerEntry[]> {
  const content = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (content === null) return [];
  const end = content.lastIndexOf(0x0a) + 1;
  if (end < content.length) await truncate(path, end);
  const lines = content.subarray(0, end).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LedgerEntry);
}
