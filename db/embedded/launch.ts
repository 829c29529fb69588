import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresBinaries } from '#db/embedded/binaries.ts';
import { socketDirectory } from '#db/embedded/paths.ts';
import { plainReason } from '#db/embedded/plain-reason.ts';
import { postgresEnv } from '#db/embedded/postgres-env.ts';
import { readPostmaster } from '#db/embedded/postmaster.ts';
import type { Postmaster } from '#db/embedded/postmaster.ts';
import { giveTo } from '#db/embedded/run-as.ts';
import type { RunAs } from '#db/embedded/run-as.ts';
import { serverSettings } from '#db/embedded/settings.ts';

export interface Launch {
  clusterDir: string;
  binaries: PostgresBinaries;
  runAs: RunAs;
  /** On top of our own. */
  settings: Record<string, string>;
  limitMs: number;
}

const logLimitBytes = 5 * 1024 * 1024;

/** Starts the server of a cluster on which none lives, and waits until it answers. */
export async function launchServer(launch: Launch): Promise<Postmaster> {
  const deadline = Date.now() + launch.limitMs;
  for (;;) {
    const log = openLog(launch.clusterDir);
    const child = spawnServer(launch, log.descriptor);
    closeSync(log.descriptor);
    const ended = await readyOrEnded(launch.clusterDir, child, deadline);
    if (typeof ended !== 'string') return ended;
    const said = ended + readFileSync(log.path).subarray(log.size).toString('utf8');
    // The sessions of a server that was killed need a moment to notice.
    const isBusy = /shared memory block .* is still in use/.test(said) && Date.now() < deadline;
    if (!isBusy) throw plainReason(launch.clusterDir, said);
    await delay(100);
  }
}

function spawnServer({ clusterDir, binaries, runAs, settings }: Launch, log: number): ChildProcess {
  const options = Object.entries({ ...serverSettings(), ...settings });
  const [command = '', ...args] = [
    ...[...runAs.prefix, binaries.postgres, '-D', clusterDir],
    ...['-k', prepareSocketDirectory(clusterDir, runAs)],
    ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const child = spawn(command, args, {
    // A group of its own: Ctrl-C must not stop Postgres before the app has drained.
    detached: true,
    cwd: '/',
    uid: runAs.uid,
    gid: runAs.gid,
    env: postgresEnv(readPostmaster(clusterDir)?.pid),
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}

/** The server once it is ready, or why it could not be run (empty when it ended by itself). */
async function readyOrEnded(
  clusterDir: string,
  child: ChildProcess,
  deadline: number,
): Promise<Postmaster | string> {
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  while (child.exitCode === null && child.signalCode === null) {
    if (failure !== undefined) return failure;
    const server = readPostmaster(clusterDir);
    if (server !== undefined && server.pid === child.pid && server.status === 'ready') {
      return server;
    }
    if (Date.now() > deadline) child.kill('SIGQUIT');
    await delay(5);
  }
  return '';
}

/** Nobody but us may enter it: on this socket no password is asked. */
function prepareSocketDirectory(clusterDir: string, runAs: RunAs): string {
  const socketDir = socketDirectory(clusterDir);
  // No server lives on this cluster: what lies here, its lock file included, is a dead one's.
  rmSync(socketDir, { recursive: true, force: true });
  mkdirSync(socketDir, { mode: 0o700 });
  giveTo(runAs.owner, socketDir);
  return socketDir;
}

function openLog(clusterDir: string) {
  const path = `${clusterDir}.log`;
  const isLong = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes;
  const descriptor = openSync(path, isLong ? 'w' : 'a', 0o600);
  return { path, descriptor, size: statSync(path).size };
}
