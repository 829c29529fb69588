import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environmentForNpm, isInstalled, stampInstall } from '#scripts/ensure-install.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-install-'));
  lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': { optional: true } });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lock(packages: object): void {
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...packages } }),
  );
}

function install(packages?: object): void {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.bin', 'node'), '');
  if (packages === undefined) return;
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

test('a fresh clone is not installed', () => {
  expect(isInstalled(root)).toBe(false);
});

test('after an install nothing is to do, until the lock file changes', () => {
  install();
  stampInstall(root);
  expect(isInstalled(root)).toBe(true);
  lock({ 'node_modules/a': { version: '1.0.1' } });
  expect(isInstalled(root)).toBe(false);
});

test('an install that was interrupted before it was noted counts for nothing', () => {
  install();
  expect(isInstalled(root)).toBe(false);
});

test('without the Node of the project nothing is installed', () => {
  install();
  stampInstall(root);
  rmSync(join(root, 'node_modules', '.bin', 'node'));
  expect(isInstalled(root)).toBe(false);
});

test('an install made by hand counts when it holds what the lock file asks for', () => {
  install({ 'node_modules/a': { version: '1.0.0' } });
  expect(isInstalled(root)).toBe(true);
  install({ 'node_modules/a': { version: '0.9.0' } });
  expect(isInstalled(root)).toBe(false);
  install({});
  expect(isInstalled(root)).toBe(false);
});

test('npm runs without what the running script and a production setting put in its way', () => {
  const env = environmentForNpm({
    PATH: '/project/node_modules/.bin:/usr/bin:/x/node-gyp-bin',
    HOME: '/home/x',
    npm_lifecycle_event: 'prestart',
    npm_package_name: 'frontdesk',
    npm_command: 'run',
    npm_config_omit: 'dev',
    npm_config_production: 'true',
    npm_config_registry: 'kept',
  });
  expect(env).toEqual({ PATH: '/usr/bin', HOME: '/home/x', npm_config_registry: 'kept' });
});
