import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const installed = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Our own arguments: those of the package switch web security off, which would prove nothing. */
const args = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How to launch the browser: one that is installed, otherwise the one that npm brought. */
export async function chromiumLaunch() {
  const found = installed.find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return { executablePath: found, args };
  const folder = await unpackedChromium();
  const executablePath = join(folder, 'chromium');
  return { executablePath, args, env: { ...process.env, ...missingParts(folder, executablePath) } };
}

/** A bare system lacks libraries and fonts of Chromium; the package has both. */
function missingParts(folder: string, executablePath: string): Record<string, string> {
  const { stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  return {
    ...(stdout.includes('not found') && { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: join(folder, 'fonts') }),
  };
}

/** The package trusts whatever lies in TMPDIR, so each version gets a folder that appears whole. */
async function unpackedChromium(): Promise<string> {
  const manifest = readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const user = String(process.getuid?.() ?? '');
  const folder = join(tmpdir(), `frontdesk-chromium-${version}-${user}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return folder;
}

async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env;
  const draft = mkdtempSync(`${folder}-`);
  try {
    process.env.TMPDIR = draft;
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br');
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process may have been first: then its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    if (TMPDIR === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
    else process.env.TMPDIR = TMPDIR;
  }
}
