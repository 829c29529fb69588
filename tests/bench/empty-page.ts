import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onCleanup } from '#tests/bench/cleanup.ts';
import { gzipSize, scriptsOf } from '#tests/bench/page-files.ts';

// Inside the project, so that it finds the same packages; kept, because it changes with Next only.
const folder = join('.cache', 'bench-empty-app');

/** The gzipped bytes of the scripts that an empty page of this Next loads. */
export async function emptyPageScripts(): Promise<number> {
  const version = nextVersion();
  const stamp = join(folder, '.next', 'built-with');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
    await build();
    writeFileSync(stamp, version);
  }
  const html = readFileSync(join(folder, '.next/server/app/index.html'), 'utf8');
  const files = scriptsOf(html).map((src) => join(folder, src.replace(/^\/_next\//, '.next/')));
  return files.reduce((total, file) => total + gzipSize(readFileSync(file)), 0);
}

function nextVersion(): string {
  const manifest = JSON.parse(readFileSync('node_modules/next/package.json', 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function build(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  cpSync('tests/bench/empty-app', folder, { recursive: true });
  const root = JSON.stringify(process.cwd());
  writeFileSync(
    join(folder, 'next.config.mjs'),
    `export default { typescript: { ignoreBuildErrors: true }, turbopack: { root: ${root} } };\n`,
  );
  const command = join(process.cwd(), 'node_modules/next/dist/bin/next');
  const child = spawn(process.execPath, [command, 'build'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onCleanup(() => void child.kill());
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0)
    throw new Error(`The empty page was not built:\n${Buffer.concat(said).toString()}`);
}
