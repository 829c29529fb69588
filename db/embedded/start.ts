import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { postgresBinaries } from '#db/embedded/binaries.ts';
import { initialiseCluster } from '#db/embedded/initialise.ts';
import { launchServer } from '#db/embedded/launch.ts';
import { plainReason } from '#db/embedded/plain-reason.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import type { Postmaster } from '#db/embedded/postmaster.ts';
import { chooseRunAs, giveTo } from '#db/embedded/run-as.ts';
import { stopServer } from '#db/embedded/stop.ts';
import { watchOver } from '#db/embedded/watchdog.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

export interface EmbeddedPostgresOptions {
  /** The cluster's own folder; made and initialised when absent. */
  dataDir: string;
  /** Server settings on top of our own, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** Ends the server at once when this process dies, however it dies. For tests. */
  watchdog?: boolean;
}

export interface EmbeddedPostgres {
  /** The folder of the Unix socket; what `pg` takes as `host`. */
  host: string;
  pid: number;
  superuser: ClientConfig;
  /** Whether a server that was still running was taken over. */
  adopted: boolean;
  isAlive(): boolean;
  /** Stops the server in order; at once when that takes longer than the milliseconds given. */
  stop(withinMs?: number): Promise<void>;
}

const startLimitMs = 5 * 60_000;

/** Starts Postgres on the cluster, or takes over one that a crashed process left running. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const clusterDir = resolve(options.dataDir);
  try {
    const living = await settledServer(clusterDir);
    const server = living ?? (await startServer(clusterDir, options.settings ?? {}));
    if (options.watchdog === true) watchOver(server.pid);
    return running(clusterDir, server, living !== undefined);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw plainReason(clusterDir, error instanceof Error ? error.message : String(error));
  }
}

/** A server already on this cluster, once it is ready; undefined when there is none or it ended. */
async function settledServer(clusterDir: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    const server = readPostmaster(clusterDir);
    if (server === undefined || !isServerOf(server.pid, clusterDir)) return undefined;
    if (server.status === 'ready') return server;
    await delay(10);
  }
  throw new ConfigurationError(`The Postgres server on ${clusterDir} does not become ready.`);
}

async function startServer(
  clusterDir: string,
  settings: Record<string, string>,
): Promise<Postmaster> {
  const binaries = await postgresBinaries();
  makeFolder(dirname(clusterDir));
  const runAs = chooseRunAs([dirname(binaries.postgres), dirname(clusterDir)]);
  if (!existsSync(join(clusterDir, 'PG_VERSION'))) {
    initialiseCluster(clusterDir, binaries, runAs, settings.fsync !== 'off');
  }
  giveTo(runAs.owner, clusterDir);
  chmodSync(clusterDir, 0o700);
  return launchServer({ clusterDir, binaries, runAs, settings, limitMs: startLimitMs });
}

function running(clusterDir: string, server: Postmaster, adopted: boolean): EmbeddedPostgres {
  return {
    host: server.socketDir,
    pid: server.pid,
    superuser: { host: server.socketDir, port: 5432, user: 'postgres', database: 'postgres' },
    adopted,
    isAlive: () => isServerOf(server.pid, clusterDir),
    stop: (withinMs) => stopServer(server.pid, clusterDir, withinMs),
  };
}

/** Root's may be passed through, because Postgres then runs as another user. */
function makeFolder(folder: string): void {
  const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
  if (isNew) chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
}
