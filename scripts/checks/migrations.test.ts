import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkMigrations } from '#scripts/checks/migrations.ts';

const folder = mkdtempSync(join(tmpdir(), 'schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a table that no migration makes is reported', { timeout: 60_000 }, async () => {
  const drizzle = join(process.cwd(), 'node_modules/drizzle-orm/pg-core/index.js');
  writeFileSync(
    join(folder, 'planted.ts'),
    `import { pgTable, text } from '${drizzle}';
     export const planted = pgTable('planted', { id: text('id').primaryKey() });`,
  );
  const migrations = mkdtempSync(join(folder, 'migrations-'));
  expect(await checkMigrations(migrations, join(folder, '*.ts'))).toEqual([
    'db/schema has changes that no migration brings: npm run db:generate',
  ]);
});
