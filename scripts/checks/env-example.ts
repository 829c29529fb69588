import { readFileSync } from 'node:fs';
import { envSchema } from '#server/env.ts';
import { runCheck } from '#scripts/checks/run-check.ts';

/** The names of the settings in a .env file; a commented-out setting counts. */
export function exampleKeys(text: string): string[] {
  return [...text.matchAll(/^#?[ \t]*([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
}

/** Compares the example's settings with those the product reads; `NODE_ENV` is set by the scripts. */
export function compareKeys(example: readonly string[], known: readonly string[]): string[] {
  const settable = known.filter((key) => key !== 'NODE_ENV');
  return [
    ...settable
      .filter((key) => !example.includes(key))
      .map((key) => `${key} is missing in .env.example`),
    ...example
      .filter((key) => !known.includes(key))
      .map((key) => `${key} is in .env.example, and server/env.ts does not know it`),
    ...example
      .filter((key, index) => example.indexOf(key) !== index)
      .map((key) => `${key} is in .env.example twice`),
  ];
}

await runCheck(import.meta, () =>
  compareKeys(exampleKeys(readFileSync('.env.example', 'utf8')), Object.keys(envSchema.shape)),
);
