import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envSchema, prepareEnvironment } from '#server/env.ts';
import { cleanUp, endInTime, onCleanup } from '#tests/bench/cleanup.ts';
import { readOptions } from '#tests/bench/options.ts';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { sizes, sections } = readOptions();
endInTime(sizes.limitMinutes);
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
onCleanup(() => rmSync(folder, { recursive: true, force: true }));
// Root's Postgres runs as another user, who has to get through.
chmodSync(folder, 0o711);

// None of this machine's settings: everything is measured as it comes.
for (const name of Object.keys(envSchema.shape)) Reflect.deleteProperty(process.env, name);
prepareEnvironment('production');
if (process.env.DATABASE_URL !== undefined) {
  throw new Error('The bench makes a database of its own: take DATABASE_URL out of .env first.');
}
Object.assign(process.env, {
  NODE_ENV: 'production',
  DATA_DIR: join(folder, 'bench'),
  LOG_LEVEL: 'warn',
});

const { measure } = await import('#tests/bench/measure.ts');
try {
  process.exitCode = (await measure({ folder, sizes, sections })) ? 0 : 1;
} finally {
  await cleanUp();
}
// A library may still hold a timer; all that counts has been undone.
process.exit();
