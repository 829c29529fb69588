import { setTimeout as delay } from 'node:timers/promises';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import type { Facts } from '#tests/faults/facts.ts';
import type { KeptApp } from '#tests/faults/kept-app.ts';
import type { Kill, Spell } from '#tests/faults/plan.ts';
import type { SandboxControl } from '#tests/e2e/support/sandbox.ts';

const backLimitMs = 120_000;

/** Kills what the plan says when it says so. Throws when the app does not come back. */
export async function carryOutKills(
  { app, dataDir }: { app: KeptApp; dataDir: string },
  kills: readonly Kill[],
  done: Facts['kills'],
): Promise<void> {
  for (const { target, since, afterMs } of kills) {
    await withinLimit(since === 'started' ? app.started() : app.ready());
    await delay(afterMs);
    if (target !== 'app') {
      await killPostgres(dataDir);
      done.push({ target: 'postgres', at: Date.now() });
      if (target === 'postgres') await withinLimit(isWell(app));
    }
    if (target !== 'postgres') {
      await app.kill();
      done.push({ target: 'app', at: Date.now() });
    }
  }
  await withinLimit(isWell(app));
}

/** Behaves badly as the plan says, and well again in the end. */
export async function carryOutSpells(
  sandbox: SandboxControl,
  spells: readonly Spell[],
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const spell = spells[turn % spells.length];
    if (spell === undefined) break;
    await sandbox.misbehave(spell.settings);
    await delay(spell.lastsMs);
  }
  await sandbox.misbehave({});
}

async function killPostgres(dataDir: string): Promise<void> {
  const cluster = clusterDirectory(dataDir);
  for (;;) {
    const pid = readPostmaster(cluster)?.pid;
    if (pid !== undefined && isServerOf(pid, cluster)) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    await delay(20);
  }
}

/** Ready, and with everything in it working, the database too. */
async function isWell(app: KeptApp): Promise<void> {
  for (;;) {
    await app.ready();
    if (await isHealthy(app.url)) return;
    await delay(100);
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function withinLimit(work: Promise<void>): Promise<void> {
  const limit = new AbortController();
  const tooLate = delay(backLimitMs, true, { signal: limit.signal }).catch(() => false);
  const isLate = await Promise.race([work.then(() => false), tooLate]);
  limit.abort();
  if (isLate) throw new Error(`The app did not come back within ${backLimitMs / 1000} s.`);
}
