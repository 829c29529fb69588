import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { readPostmaster } from '#db/embedded/postmaster.ts';
import { stopServer } from '#db/embedded/stop.ts';
import { envSchema } from '#server/env.ts';

// A first start may have to make the production build.
const readyLimitMs = 5 * 60_000;

export interface AppOptions {
  /** A free one unless given. */
  port?: number;
  /** A new temporary one unless given; pass it again to start on the same data. */
  dataDir?: string;
  env?: Record<string, string>;
}

export interface RunningApp {
  url: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Kills it as a crash would; its Postgres lives on, for the next start to take over. */
  kill(): Promise<void>;
  /** Stops it in order, Postgres included. */
  stop(): Promise<void>;
}

/** Starts the product as `npm start` does, with none of this machine's settings, until it is ready. */
export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? makeDataDir();
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...cleanEnvironment(), PORT: String(port), DATA_DIR: dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url, output } = await printedLine(child, /^ready on (\S+)$/m);
  return {
    url,
    port,
    dataDir,
    pid: child.pid ?? 0,
    output,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

/** A temporary data directory; `removeDataDir` stops what still runs on it and removes it. */
export function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'frontdesk-e2e-'));
}

/** Removes a data directory, ending the Postgres that a killed app left on it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const cluster = clusterDirectory(dataDir);
  const server = readPostmaster(cluster);
  if (server !== undefined) await stopServer(server.pid, cluster);
  rmSync(dataDir, { recursive: true, force: true });
}

/** A port that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}

/** What a program of ours may inherit: everything but the settings of this machine. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const settings = new Set(Object.keys(envSchema.shape));
  const kept = Object.entries(process.env).filter(([name]) => !settings.has(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  return () => chunks.join('');
}

/** Waits for the line that says where a program answers. */
export function printedLine(
  child: ChildProcess,
  line: RegExp,
): Promise<{ url: string; output: () => string }> {
  const output = collectOutput(child);
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(limit);
      child.off('error', onError).off('exit', onExit);
      child.stdout?.off('data', look);
    };
    const fail = (what: string) => {
      settle();
      child.kill('SIGKILL');
      reject(new Error(`The program ${what}:\n${output()}`));
    };
    const onError = (error: Error) => fail(`cannot be started (${error.message})`);
    const onExit = () => fail('ended before it was ready');
    const look = () => {
      const url = line.exec(output())?.[1];
      if (url === undefined) return;
      settle();
      resolve({ url, output });
    };
    const limit = setTimeout(() => fail('is not ready in time'), readyLimitMs);
    child.once('error', onError).once('exit', onExit);
    child.stdout?.on('data', look);
  });
}

/** Sends the signal and waits until the program is gone. */
export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
