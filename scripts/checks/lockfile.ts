import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { runCheck } from '#scripts/checks/run-check.ts';

const lockfile = z.object({ packages: z.record(z.string(), z.looseObject({})) });

/** Finds packages locked to one registry's address, and packages without a checksum. */
export function lockfileProblems(text: string): string[] {
  const { packages } = lockfile.parse(JSON.parse(text));
  return Object.entries(packages).flatMap(([name, entry]) => [
    ...('resolved' in entry ? [`${name} is locked to an address: omit "resolved"`] : []),
    ...(name === '' || entry.link === true || 'integrity' in entry || entry.inBundle === true
      ? []
      : [`${name} has no checksum`]),
  ]);
}

await runCheck(import.meta, () => lockfileProblems(readFileSync('package-lock.json', 'utf8')));
