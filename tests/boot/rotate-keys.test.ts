import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { readPostmaster } from '#db/embedded/postmaster.ts';
import { lockDataDir } from '#server/boot/data-dir.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-keys-'));
  chmodSync(dataDir, 0o711);
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function rotate(variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['server/boot/rotate-keys.ts'], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.error += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

test('the command says how many it sealed anew, ends well, and leaves nothing running', async () => {
  const { code, out, error } = await rotate();
  expect(error).toBe('');
  expect(out).toContain('0 channels are sealed anew with the current key');
  expect(out).toContain('ENCRYPTION_KEYS_OLD can be emptied');
  expect(code).toBe(0);
  expect(readPostmaster(clusterDirectory(dataDir))).toBeUndefined();
}, 90_000);

test('it waits for no running server, and takes no key that is none', async () => {
  const release = lockDataDir(dataDir);
  const busy = await rotate();
  release();
  expect(busy.code).toBe(1);
  expect(busy.error).toMatch(/^[A-Z].*\.\n$/);
  const wrong = await rotate({ ENCRYPTION_KEYS_OLD: 'short, too short' });
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.error).toContain('ENCRYPTION_KEYS_OLD');
}, 30_000);
