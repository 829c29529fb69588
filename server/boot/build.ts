import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takeLock } from '#server/boot/lock.ts';
import { ConfigurationError } from '#server/configuration-error.ts';
import { childEnvironment } from '#server/env.ts';

const folders = ['app', 'components', 'server', 'db', 'inngest', 'public'];
const files = [
  ...['next.config.mjs', 'postcss.config.mjs', 'proxy.ts', 'tsconfig.json'],
  ...['package.json', 'package-lock.json'],
];
const notBuilt = /\.test\.tsx?$|\.(md|jsonl|sql)$/;

/** Makes the production build unless it is that of these sources. Returns whether it had to. */
export async function ensureBuild(root: string, signal?: AbortSignal): Promise<boolean> {
  const sources = sourceFingerprint(root);
  if (builtFrom(root) === sources) return false;
  const lock = await buildLock(root, signal);
  try {
    // Another process may have built while this one waited.
    if (builtFrom(root) === sources) return false;
    rmSync(stampFile(root), { force: true });
    await build(root, signal);
    writeFileSync(stampFile(root), sources);
    return true;
  } finally {
    lock.release();
  }
}

/** One number for all that goes into a build. */
export function sourceFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap((folder) => listFiles(root, folder)), ...files].sort()) {
    const path = join(root, file);
    if (notBuilt.test(file) || !existsSync(path)) continue;
    hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length)
        .replace(/^[\\/]/, ''),
    );
}

function builtFrom(root: string): string | undefined {
  if (!existsSync(join(root, '.next', 'BUILD_ID'))) return undefined;
  return existsSync(stampFile(root)) ? readFileSync(stampFile(root), 'utf8') : undefined;
}

function stampFile(root: string): string {
  return join(root, '.next', 'frontdesk-sources');
}

async function buildLock(root: string, signal?: AbortSignal) {
  mkdirSync(join(root, '.next'), { recursive: true });
  for (;;) {
    const lock = takeLock(join(root, '.next', 'frontdesk-build.lock'));
    if ('release' in lock) return lock;
    await delay(200, undefined, { signal });
  }
}

function build(root: string, signal?: AbortSignal): Promise<void> {
  const command = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = spawn(process.execPath, [command, 'build'], {
    cwd: root,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const output = Buffer.concat(said).toString('utf8').trim();
      reject(
        new ConfigurationError(`${output}\nThe production build failed; its output is above.`),
      );
    });
  });
}
