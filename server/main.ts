import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareEnvironment } from '#server/env.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDev = process.argv.includes('--dev');

process.chdir(root);
// What was compiled is kept for the next start. Where nothing can be written it is compiled again.
enableCompileCache(join(root, '.cache', 'compiled'));
// React and Next decide by NODE_ENV when they are loaded: everything else is imported after this.
prepareEnvironment(isDev ? 'development' : 'production');
const { runUntilStopped } = await import('#server/boot/lifecycle.ts');
const { start } = await import('#server/boot/start.ts');
const { parts } = await import('#server/boot/parts.ts');

await runUntilStopped(async (running) => {
  await start({ isDev, root, parts, running });
  flushCompileCache();
});
