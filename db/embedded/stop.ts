import { setTimeout as delay } from 'node:timers/promises';
import { isServerOf } from '#db/embedded/postmaster.ts';

/** Stops a server in order; when that takes longer, at once, and the next start recovers. */
export async function stopServer(
  pid: number,
  clusterDir: string,
  withinMs = 10_000,
): Promise<void> {
  // Postgres reads SIGINT as "end the sessions, write everything, stop"; SIGQUIT as "stop now".
  signal(pid, clusterDir, 'SIGINT');
  if (await isGone(pid, clusterDir, withinMs)) return;
  signal(pid, clusterDir, 'SIGQUIT');
  await isGone(pid, clusterDir, 5_000);
}

function signal(pid: number, clusterDir: string, name: NodeJS.Signals): void {
  if (!isServerOf(pid, clusterDir)) return;
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in between.
  }
}

async function isGone(pid: number, clusterDir: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isServerOf(pid, clusterDir)) {
    if (Date.now() > deadline) return false;
    await delay(5);
  }
  return true;
}
