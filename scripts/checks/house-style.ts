import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listFiles } from '#scripts/checks/list-files.ts';
import { runCheck } from '#scripts/checks/run-check.ts';

const text = /\.(tsx?|mjs|css|md|json|ya?ml|sql|example)$/;
const code = /^(app|components|server|db|inngest|scripts|tests)\/.*\.tsx?$/;
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b`);
const segment = /^(\(?[a-z0-9-]+\)?|\[\[?(\.\.\.)?[a-zA-Z-]+\]?\])(\.[a-z0-9-]+)*$/;

/** Returns one line for every word of unfinished work in a file. */
export function unfinishedWords(path: string, content: string): string[] {
  return content.split('\n').flatMap((line, index) => {
    const word = unfinished.exec(line)?.[1];
    return word === undefined ? [] : [`${path}:${index + 1}: ${word}: do it or drop it`];
  });
}

/** True when every folder and the file are named in kebab-case, or as Next wants its segments. */
export function isKebabCase(path: string): boolean {
  return path.split('/').every((part) => segment.test(part));
}

/** Finds words of unfinished work and files that are not named in kebab-case. */
export function checkHouseStyle(root: string): string[] {
  const files = listFiles(root, (path) => text.test(path) && path !== 'package-lock.json');
  return files.flatMap((path) => [
    ...unfinishedWords(path, readFileSync(join(root, path), 'utf8')),
    ...(code.test(path) && !isKebabCase(path) ? [`${path}: name files in kebab-case`] : []),
  ]);
}

await runCheck(import.meta, () => checkHouseStyle(resolve('.')));
