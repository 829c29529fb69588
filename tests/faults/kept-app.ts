import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment, end } from '#tests/e2e/support/app.ts';

const stopLimitMs = 15_000;
const lastWords = 2_000;

/** The app as a process that is started again whenever it ends. */
export interface KeptApp {
  url: string;
  /** How often it was started. */
  starts(): number;
  /** When it was last started, or the moment it is. */
  started(): Promise<void>;
  /** When it answers, now or as soon as it does. */
  ready(): Promise<void>;
  /**
   * Kills it as a crash would, wherever it is; the next one is started at once. False when there
   * was none.
   */
  kill(): Promise<boolean>;
  /** What it said when it ended without being killed. */
  mishaps: string[];
  stop(): Promise<void>;
}

export interface AppSettings {
  port: number;
  dataDir: string;
  env: Record<string, string>;
  /** Where its output goes. */
  logFile: string;
}

export function keepApp(settings: AppSettings): KeptApp {
  const news = new EventEmitter().setMaxListeners(0);
  const killed = new WeakSet<ChildProcess>();
  const mishaps: string[] = [];
  let child: ChildProcess | undefined;
  let isReady = false;
  let isStopping = false;
  let starts = 0;

  async function live(): Promise<void> {
    const life = startApp(settings, () => {
      // A dead one's last words may come late.
      if (child !== life.child) return;
      isReady = true;
      news.emit('ready');
    });
    child = life.child;
    starts += 1;
    news.emit('started');
    await once(life.child, 'close');
    forget(life.child);
    if (isStopping || killed.has(life.child)) return;
    mishaps.push(`the app ended by itself (${life.child.exitCode}): ${life.said()}`);
    await delay(1_000);
  }

  function forget(ended: ChildProcess): void {
    if (child !== ended) return;
    child = undefined;
    isReady = false;
  }

  const living = (async () => {
    const isOver = () => isStopping;
    while (!isOver()) await live();
  })();

  return {
    url: `http://127.0.0.1:${settings.port}`,
    mishaps,
    starts: () => starts,
    started: async () => {
      if (child === undefined) await once(news, 'started');
    },
    ready: async () => {
      if (!isReady) await once(news, 'ready');
    },
    kill: async () => {
      const victim = child;
      if (victim === undefined) return false;
      killed.add(victim);
      // At once: what waits for the next one must not take this one for it.
      forget(victim);
      await end(victim, 'SIGKILL');
      return true;
    },
    stop: async () => {
      isStopping = true;
      const limit = setTimeout(() => child?.kill('SIGKILL'), stopLimitMs);
      if (child !== undefined) await end(child, 'SIGTERM');
      clearTimeout(limit);
      await living;
    },
  };
}

function startApp({ port, dataDir, env, logFile }: AppSettings, onReady: () => void) {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...cleanEnvironment(), PORT: String(port), DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const note = (chunk: string) => {
    appendFileSync(logFile, chunk);
    said = (said + chunk).slice(-lastWords);
    if (/^ready on /m.test(said)) onReady();
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', note);
  return { child, said: () => said };
}
