// Runs before the dependencies are there, on any Node from 20 on: nothing but Node's own modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Whether node_modules holds what package-lock.json asks for on this platform.
 * @param {string} folder The project's root.
 */
export function isInstalled(folder) {
  if (!existsSync(join(folder, 'node_modules', '.bin', 'node'))) return false;
  return readText(stampFile(folder)) === fingerprint(folder) || matchesLock(folder);
}

/**
 * Notes in node_modules, which an interrupted install erases, what was installed.
 * @param {string} folder The project's root.
 */
export function stampInstall(folder) {
  writeFileSync(stampFile(folder), fingerprint(folder));
}

/**
 * The environment for npm: without what the running npm script, or a production setting, put in it.
 * @param {Record<string, string | undefined>} env
 */
export function environmentForNpm(env) {
  const dropped = /^npm_(lifecycle_|package_|command$|config_(omit|production|include)$)/i;
  const kept = Object.entries(env).filter(([name]) => !dropped.test(name));
  const path = (env.PATH ?? '').split(delimiter).filter((entry) => !isBinFolder(entry));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** @param {string} entry */
function isBinFolder(entry) {
  return /[\\/]node_modules[\\/]\.bin[\\/]?$/.test(entry) || /node-gyp-bin[\\/]?$/.test(entry);
}

/**
 * npm's own record of an install that somebody made by hand.
 * @param {string} folder
 */
function matchesLock(folder) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const present = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    // Packages for other platforms are optional and rightly absent.
    return found === undefined
      ? Boolean(entry.optional ?? entry.devOptional)
      : found.version === entry.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function readPackages(file) {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

/** @param {string} folder */
function fingerprint(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  return createHash('sha256')
    .update(lock)
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/** @param {string} folder */
function stampFile(folder) {
  return join(folder, 'node_modules', '.frontdesk-install');
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function install() {
  const began = Date.now();
  process.stdout.write('Installing what package-lock.json asks for … ');
  const npm = process.env.npm_execpath ?? '';
  const [command, first] = npm.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(
    command,
    [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    { cwd: root, encoding: 'utf8', env: environmentForNpm(process.env), maxBuffer: 1 << 28 },
  );
  if (result.status === 0 && existsSync(join(root, 'node_modules', '.bin', 'node'))) {
    stampInstall(root);
    console.log(`${((Date.now() - began) / 1000).toFixed(1)} s`);
    return 0;
  }
  console.log('failed');
  console.error(
    `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-40).join('\n'),
  );
  console.error(
    `The dependencies could not be installed${result.error ? `: ${result.error.message}` : ''}.`,
  );
  return 1;
}

function main() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Frontdesk needs Node 20 or later to install; this is ${process.version}.`);
    return 1;
  }
  if (!isInstalled(root)) return install();
  if (readText(stampFile(root)) !== fingerprint(root)) stampInstall(root);
  return 0;
}

const isProgram = realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url);
if (isProgram) process.exitCode = main();
