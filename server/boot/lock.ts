import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A lock held by a living process. */
export interface Holder {
  pid: number;
}

/**
 * Takes a lock file for this process. Returns how to release it, or who holds it; a lock whose
 * process is gone, or whose number another process got since, does not count.
 */
export function takeLock(file: string): { release: () => void } | { holder: Holder } {
  const mine = identityOf(process.pid);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, mine, { flag: 'wx' });
  try {
    for (;;) {
      // A link appears whole or not at all, and fails when the file is there.
      if (link(draft, file)) return { release: () => release(file, mine) };
      const found = read(file);
      if (found !== undefined && isAlive(found)) return { holder: { pid: pidOf(found) } };
      if (found !== undefined) removeStale(file, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside and looked at again: another starter may have replaced it in between. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== stale) link(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function isAlive(identity: string): boolean {
  return identity === identityOf(pidOf(identity));
}

function pidOf(identity: string): number {
  return Number(identity.split(' ')[0]);
}

/** The number of a process and when it began, because numbers are given out again. */
function identityOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  if (stat !== undefined) {
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? `${pid} ended` : `${pid} ${fields[18] ?? ''}`;
  }
  return `${pid} ${isRunning(pid) ? 'running' : 'ended'}`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
