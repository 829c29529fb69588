import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ICruiseResult, IViolation } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import { forbidden, options, resolveOptions } from '#.dependency-cruiser.mjs';
import { runCheck } from '#scripts/checks/run-check.ts';
import { listFiles } from '#scripts/checks/list-files.ts';

const folders = ['app', 'components', 'server', 'db', 'inngest'];

/** Walks the imports below `baseDir` and reports what crosses an arrow of the architecture. */
export async function cruiseFolder(baseDir: string, roots: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(
    roots,
    { ...options, baseDir, validate: true, ruleSet: { forbidden } },
    resolveOptions,
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** Writes a tree of files outside the repository and returns the names of the rules it breaks. */
export async function violationsOf(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    const manifest = JSON.stringify({ type: 'module', imports: { '#*': './*' } });
    const entries = Object.entries({ 'package.json': manifest, ...files });
    for (const [path, text] of entries) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const roots = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))];
    const { summary } = await cruiseFolder(folder, roots);
    return summary.violations.map((violation) => violation.rule.name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns one line per broken arrow, and complains when the walk saw too little to mean anything. */
export async function checkArchitecture(root: string): Promise<string[]> {
  const sources = listFiles(root, (path) =>
    folders.some((folder) => path.startsWith(`${folder}/`)),
  ).filter((path) => /\.tsx?$/.test(path));
  const roots = folders.filter((folder) => sources.some((path) => path.startsWith(`${folder}/`)));
  const { summary, modules } = await cruiseFolder(root, roots);
  const seen = new Set(modules.map((module) => module.source));
  const unseen = sources.filter((path) => !seen.has(path));
  const planted = await violationsOf({
    'components/ui/planted.ts':
      "import { pool } from '#db/client.ts';\nexport const planted = pool;",
    'db/client.ts': 'export const pool = 1;',
  });
  return [
    ...summary.violations.map(describeViolation),
    ...(unseen.length > 0 ? [`the walk missed ${unseen.length} files, such as ${unseen[0]}`] : []),
    ...(summary.totalCruised < sources.length ? ['the walk saw fewer modules than files'] : []),
    ...(planted.includes('client-stays-in-db') ? [] : ['a planted violation was not caught']),
  ];
}

function describeViolation({ rule, from, to, cycle }: IViolation): string {
  const path = cycle ? cycle.map((step) => step.name).join(' → ') : to;
  return `${rule.name}: ${from} → ${path}`;
}

await runCheck(import.meta, () => checkArchitecture(resolve('.')));
