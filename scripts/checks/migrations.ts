import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheck } from '#scripts/checks/run-check.ts';
import { runStep } from '#scripts/run-step.ts';

/** Finds a schema that says more, or other, than the migrations in the folder bring about. */
export async function checkMigrations(migrations: string, schema: string): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'migrations-'));
  try {
    cpSync(migrations, out, { recursive: true });
    const before = readdirSync(out);
    const { isPassed, output } = await runStep({
      name: 'generate',
      command: 'drizzle-kit',
      args: ['generate', '--dialect', 'postgresql', '--schema', schema, '--out', out],
      limitSeconds: 60,
    });
    if (!isPassed) return [`the schema cannot be compared with the migrations:\n${output}`];
    return readdirSync(out)
      .filter((file) => file.endsWith('.sql') && !before.includes(file))
      .map(() => 'db/schema has changes that no migration brings: npm run db:generate');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

await runCheck(import.meta, () => checkMigrations('db/migrations', './db/schema/*.ts'));
