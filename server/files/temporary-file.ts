import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';

/** Nothing is on its way for as long as this. */
const staleMs = 24 * 3_600_000;

export interface TemporaryFile {
  path: string;
  discard(): Promise<void>;
}

/** To write into what is there: a stream that breaks off may open its file after that was discarded. */
export const intoTemporary = { flags: 'r+' } as const;

/** An empty file for one on its way, beside where files lie by default, so that one move puts it there. */
export async function temporaryFile(root = filesFolder()): Promise<TemporaryFile> {
  const folder = await incoming(root);
  const path = join(folder, randomUUID());
  await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  return { path, discard: () => rm(path, { force: true }) };
}

export function filesFolder(): string {
  return join(env().DATA_DIR, 'files');
}

function incoming(root: string): Promise<string> {
  const made = perProcess('files.incoming', () => new Map<string, Promise<string>>());
  const known = made.get(root);
  if (known !== undefined) return known;
  const making = makeFolder(join(root, '.incoming'));
  made.set(root, making);
  making.catch(() => made.delete(root));
  return making;
}

/** What a process left behind when it was killed goes with the next start. */
async function makeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > staleMs) await rm(path, { force: true });
  }
  return folder;
}
