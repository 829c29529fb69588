import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from '#server/boot/lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock is held by one, and free again once released', () => {
  const first = takeLock(file);
  expect(takeLock(file)).toEqual({ holder: { pid: process.pid } });
  if ('release' in first) first.release();
  expect(existsSync(file)).toBe(false);
  expect(takeLock(file)).toHaveProperty('release');
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('the lock of a process that was killed does not count', async () => {
  const child = spawn('sleep', ['60']);
  const identity = childIdentity(child.pid ?? 0);
  writeFileSync(file, identity);
  expect(takeLock(file)).toEqual({ holder: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(takeLock(file)).toHaveProperty('release');
});

test('a stranger that got the number of a dead holder does not count', () => {
  writeFileSync(file, `${process.pid} 1`);
  expect(takeLock(file)).toHaveProperty('release');
});

test('releasing leaves a lock alone that somebody else has taken since', () => {
  const mine = takeLock(file);
  const others = `${process.ppid} whatever`;
  writeFileSync(file, others);
  if ('release' in mine) mine.release();
  expect(readFileSync(file, 'utf8')).toBe(others);
});

/** What a lock file of this process would hold, written by hand from the system's own table. */
function childIdentity(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
}
