import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureBuild, sourceFingerprint } from '#server/boot/build.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-build-'));
  write('app/page.tsx', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
}

test.each(['app/page.tsx', 'components/ui/button.tsx', 'server/env.ts', 'package-lock.json'])(
  'a change of %s calls for a new build',
  (file) => {
    const before = sourceFingerprint(root);
    write(file, 'two');
    const after = sourceFingerprint(root);
    expect(after).not.toBe(before);
    expect(sourceFingerprint(root)).toBe(after);
  },
);

test.each(['server/env.test.ts', 'README.md', 'tests/e2e/inbox.spec.ts', '.data/secrets.json'])(
  'a change of %s does not',
  (file) => {
    const before = sourceFingerprint(root);
    write(file, 'two');
    expect(sourceFingerprint(root)).toBe(before);
  },
);

test('text that moves from one file to another is a change', () => {
  write('app/a.ts', 'ab');
  write('app/b.ts', '');
  const before = sourceFingerprint(root);
  write('app/a.ts', 'a');
  write('app/b.ts', 'b');
  expect(sourceFingerprint(root)).not.toBe(before);
});

test('nothing is built when the build is that of these sources', async () => {
  write('.next/BUILD_ID', 'x');
  write('.next/frontdesk-sources', sourceFingerprint(root));
  expect(await ensureBuild(root)).toBe(false);
});

test('a failing build says what it said, and is tried again the next time', async () => {
  write('.next/BUILD_ID', 'x');
  write('node_modules/next/dist/bin/next', 'console.log("no such module"); process.exit(1);');
  await expect(ensureBuild(root)).rejects.toThrow(/no such module[^]*The production build failed/);
  await expect(ensureBuild(root)).rejects.toThrow(/no such module/);
});

test('several processes that start at once build once', async () => {
  write(
    'node_modules/next/dist/bin/next',
    `const fs = require('node:fs');
     fs.appendFileSync('builds', 'x'); fs.writeFileSync('.next/BUILD_ID', 'x');`,
  );
  const built = await Promise.all([ensureBuild(root), ensureBuild(root), ensureBuild(root)]);
  expect(built.filter(Boolean)).toHaveLength(1);
});
