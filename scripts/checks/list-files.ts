import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const skipped = new Set(['node_modules', 'test-results', 'playwright-report', 'next-env.d.ts']);
const isSkipped = (name: string) =>
  skipped.has(name) || name.endsWith('.tsbuildinfo') || (name.startsWith('.') && !isOurDot(name));
const isOurDot = (name: string) => name === '.ci' || /^\.[\w.-]+\.(mjs|json|example)$/.test(name);

/** Lists the files of the repository, without what is installed or generated, relative to `root`. */
export function listFiles(root: string, wanted: (path: string) => boolean = () => true): string[] {
  return walk(root, root).filter(wanted).sort();
}

function walk(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isSkipped(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(root, path) : [relative(root, path)];
  });
}
