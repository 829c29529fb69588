import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

// Typed by the few files named here alone: the types of the whole project show nothing more.
const parserOptions = {
  projectService: false,
  project: 'scripts/checks/lint-rules.tsconfig.json',
  // What is linted is the text that is given, also in a run that takes itself for a single one.
  disallowAutomaticSingleRunInference: true,
};
const eslint = new ESLint({ overrideConfig: { languageOptions: { parserOptions } } });

/** Lints a text as if it stood in an existing file, because typed rules need one of the project. */
async function rulesBrokenBy(text: string, filePath = 'server/per-process.ts'): Promise<string[]> {
  const results = await eslint.lintText(text, { filePath });
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => ruleId ?? message),
  );
}

describe('the lint rules', { timeout: 60_000 }, () => {
  test.each([
    ['any', 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
    [
      'a non-null assertion',
      'export const f = (x?: string) => x!;',
      '@typescript-eslint/no-non-null-assertion',
    ],
    [
      'a silenced type error',
      '// @ts-ignore\nexport const x = 1;',
      '@typescript-eslint/ban-ts-comment',
    ],
    [
      'a promise nobody waits for',
      'export function f() { Promise.resolve(1); }',
      '@typescript-eslint/no-floating-promises',
    ],
    ['a barrel', "export * from '#server/env.ts';", 'no-restricted-syntax'],
    ['a default export', 'export default 1;', 'no-restricted-syntax'],
    ['process.env', 'export const port = process.env.PORT;', 'no-restricted-syntax'],
    ['a relative import', "import './env.ts';", 'no-restricted-imports'],
    ['an import without extension', "import '#server/env';", 'no-restricted-imports'],
    ['console', "console.log('x');\nexport {};", 'no-console'],
  ])('%s is refused', async (_name, text, rule) => {
    expect(await rulesBrokenBy(text)).toContain(rule);
  });

  test('a mock of a module of ours is refused in tests, one of a package is not', async () => {
    const mock = (module: string) =>
      `import { vi } from 'vitest';\nvi.mock('${module}', () => ({}));`;
    const file = 'scripts/checks/docs.test.ts';
    expect(await rulesBrokenBy(mock('#server/env.ts'), file)).toEqual(['no-restricted-syntax']);
    expect(await rulesBrokenBy(mock('nodemailer'), file)).toEqual([]);
  });

  test('settings may be set for children and read in scripts', async () => {
    const setting = "process.env.NODE_ENV = 'production';\nexport const all = { ...process.env };";
    expect(await rulesBrokenBy(setting)).toEqual([]);
    const reading = 'export const port = process.env.PORT;';
    expect(await rulesBrokenBy(reading, 'scripts/checks/docs.ts')).toEqual([]);
  });
});
