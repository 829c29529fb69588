import { expect, test } from 'vitest';
import { lockfileProblems } from '#scripts/checks/lockfile.ts';

const lock = (entry: object) => JSON.stringify({ packages: { '': {}, 'node_modules/a': entry } });

test('a package locked by its checksum alone is fine', () => {
  expect(lockfileProblems(lock({ version: '1.0.0', integrity: 'sha512-x' }))).toEqual([]);
});

test('a package locked to an address is reported', () => {
  const entry = { integrity: 'sha512-x', resolved: 'https://registry.example/a.tgz' };
  expect(lockfileProblems(lock(entry))).toHaveLength(1);
});

test('a package without a checksum is reported', () => {
  expect(lockfileProblems(lock({ version: '1.0.0' }))).toEqual(['node_modules/a has no checksum']);
});
