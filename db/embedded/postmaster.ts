import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running or crashed server wrote about itself into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  socketDir: string;
  status: string;
}

export function readPostmaster(clusterDir: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid < 1) return undefined;
  return { pid, socketDir: lines[4] ?? '', status: lines[7] ?? '' };
}

/** Whether the process is a living Postgres on this cluster, not a stranger who got its number. */
export function isServerOf(pid: number, clusterDir: string): boolean {
  if (!existsSync('/proc/self/cmdline')) return psCommand(pid).includes(` -D ${clusterDir} `);
  const args = procCommand(pid);
  return args.some((arg, index) => arg === '-D' && args[index + 1] === clusterDir);
}

/** The arguments of a process; empty for one that is gone or a zombie. */
function procCommand(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function psCommand(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}
