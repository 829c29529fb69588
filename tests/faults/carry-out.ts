import { setTimeout as delay } from 'node:timers/promises';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import type { Line } from '#tests/e2e/support/line.ts';
import type { Facts } from '#tests/faults/facts.ts';
import type { KeptApp } from '#tests/faults/kept-app.ts';
import { measuringErrorMs } from '#tests/faults/moments.ts';
import type { Kill, Outage, Spell } from '#tests/faults/plan.ts';
import type { World } from '#tests/faults/world.ts';
import type { MisbehaviourSettings } from '#server/sandbox/misbehaviour.ts';

const backLimitMs = 240_000;
const longestSpellMs = 10_000;
const lookEveryMs = 500;

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
      const isDone = await app.kill();
      if (isDone) done.push({ target: 'app', at: Date.now() });
    }
  }
  await withinLimit(isWell(app));
}

interface Departure {
  app: Pick<KeptApp, 'ready'>;
  toProvider: Line;
  /** Whether the app has called in vain since then. */
  isMissed(since: Date): Promise<boolean>;
}

/** Takes the provider away as long and as often as the plan says; its customers write on. */
export async function carryOutOutages(
  { app, toProvider, isMissed }: Departure,
  outages: readonly Outage[],
  done: Facts['outages'],
): Promise<void> {
  for (const { afterMs, lastsMs } of outages) {
    await delay(afterMs);
    // While the app is away too nobody would notice.
    await app.ready();
    const from = Date.now();
    await toProvider.close();
    const isNoticed = await lookFor(lastsMs, () => isMissed(new Date(from + measuringErrorMs)));
    await toProvider.open();
    done.push({ from, until: Date.now(), isNoticed });
  }
}

/** Looks again and again for so long. While the database is away nobody can tell. */
async function lookFor(ms: number, look: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + ms;
  let isSeen = false;
  for (let left = ms; left > 0; left = until - Date.now()) {
    await delay(Math.min(left, lookEveryMs));
    isSeen ||= await look().catch(() => false);
  }
  return isSeen;
}

/** Behaves badly as the plan says, and well again in the end. Counts what was done to messages. */
export async function carryOutSpells(
  { app, sandbox }: Pick<World, 'app' | 'sandbox'>,
  spells: readonly Spell[],
  signal: AbortSignal,
  count: (done: number) => void,
): Promise<void> {
  const isOver = () => signal.aborted;
  for (let turn = 0; !isOver(); turn += 1) {
    const spell = spells[turn % spells.length];
    if (spell === undefined) break;
    await sandbox.misbehave(spell.settings);
    const told = dueIn(await sandbox.misbehaviour());
    const until = Date.now() + longestSpellMs;
    let left = told;
    do {
      // While the app is away nobody calls, and bad manners would go unnoticed.
      await Promise.race([app.ready(), aborted(signal)]);
      await delay(spell.lastsMs);
      left = dueIn(await sandbox.misbehaviour());
    } while (left > 0 && Date.now() < until && !isOver());
    count(told - left);
  }
  await sandbox.misbehave({});
}

/** How many messages will still be done wrong to. */
function dueIn(settings: MisbehaviourSettings): number {
  const { drop, fail, garbage, slow, silent } = settings;
  return [drop, fail, garbage, slow, silent].reduce(
    (sum, deed) => sum + (typeof deed?.count === 'number' ? deed.count : 0),
    0,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
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
