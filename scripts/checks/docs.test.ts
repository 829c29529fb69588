import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDocs, citedPaths } from '#scripts/checks/docs.ts';

describe('what the docs cite', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'docs-'));
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { bench: 'node x' } }));
    writeFileSync(join(root, 'docs/here.md'), 'Run `npm run bench`, read [up](../README.md).');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('links are relative to their page, code marks to the root', () => {
    const text = '[a](b.md#part) [web](https://example.com) `server/env.ts:4` `app/**` `npm test`';
    expect(citedPaths('docs/page.md', text)).toEqual(['docs/b.md', 'server/env.ts']);
  });

  test('paths and scripts that exist pass', () => {
    writeFileSync(join(root, 'README.md'), 'See [the page](docs/here.md).');
    expect(checkDocs(root)).toEqual([]);
  });

  test('a path or a script that is gone is reported with its page', () => {
    writeFileSync(join(root, 'README.md'), 'See `server/gone.ts` and `npm run gone`.');
    expect(checkDocs(root)).toEqual([
      'README.md: server/gone.ts does not exist',
      'README.md: there is no script gone',
    ]);
  });
});
