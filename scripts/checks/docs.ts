import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { listFiles } from '#scripts/checks/list-files.ts';
import { runCheck } from '#scripts/checks/run-check.ts';

const topLevel = /^(app|components|server|db|inngest|tests|docs|scripts|public)\//;

/** The files a page points to: its relative links, and the paths it names in code marks. */
export function citedPaths(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/i.test(target))
    .map((target) => join(dirname(page), target));
  const named = [...text.matchAll(/`([^`\n]+)`/g)]
    .map((match) => (match[1] ?? '').replace(/:\d+$/, ''))
    .filter((target) => topLevel.test(target) && !/[*<>{}…\s]/.test(target));
  return [...links, ...named];
}

/** The npm scripts a page tells its reader to run. */
export function citedScripts(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
}

/** Checks that every path and script that README.md and docs/ cite is there. */
export function checkDocs(root: string): string[] {
  const manifest = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return listFiles(root, (path) => /^(README|docs\/.*)\.md$/.test(path)).flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [
      ...citedPaths(page, text)
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path} does not exist`),
      ...citedScripts(text)
        .filter((name) => !(name in manifest.scripts))
        .map((name) => `${page}: there is no script ${name}`),
    ];
  });
}

await runCheck(import.meta, () => checkDocs(resolve('.')));
