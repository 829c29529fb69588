import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generatedSecrets } from '#server/generated-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('secrets are made once and read back the same', () => {
  const dataDir = join(folder, 'data');
  const first = generatedSecrets(dataDir);
  expect(generatedSecrets(dataDir)).toEqual(first);
  expect(Buffer.from(first.ENCRYPTION_KEY, 'base64')).toHaveLength(32);
});

test('two data directories have different secrets', () => {
  const one = generatedSecrets(join(folder, 'one'));
  const other = generatedSecrets(join(folder, 'other'));
  expect(other.NEXTAUTH_SECRET).not.toBe(one.NEXTAUTH_SECRET);
  expect(other.ENCRYPTION_KEY).not.toBe(one.ENCRYPTION_KEY);
});

test('only the owner may read the file, and nobody may list the folder', () => {
  const dataDir = join(folder, 'data');
  generatedSecrets(dataDir);
  expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(statSync(dataDir).mode & 0o066).toBe(0);
});

test('a damaged file is refused, not replaced: the old key still seals credentials', () => {
  writeFileSync(join(folder, 'secrets.json'), '{"NEXTAUTH_SECRET":');
  expect(() => generatedSecrets(folder)).toThrow(/is damaged/);
});

test('a data directory that cannot be made is refused with a sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => generatedSecrets(join(folder, 'file', 'data'))).toThrow(/cannot be (read|written)/);
});
