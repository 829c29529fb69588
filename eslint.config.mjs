import { defineConfig, globalIgnores } from 'eslint/config';
import next from 'eslint-config-next/core-web-vitals';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.{ts,tsx}', 'tests/**', '**/testing/**'];
const tools = ['scripts/**/*.ts', '*.config.ts'];

const mockOfOurOwn = {
  selector:
    'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock)$/][arguments.0.value=/^[#.]/]',
  message: 'Pass a fake through the context instead of mocking a module of ours.',
};
const reExport = {
  selector: ':matches(ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^[#.]/]',
  message: 'No barrel files: import from the file that defines it.',
};
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only, except where Next or a tool demands a default.',
};
const environment = {
  selector:
    'MemberExpression[object.name="process"][property.name="env"]:not(AssignmentExpression > MemberExpression.left > MemberExpression):not(UnaryExpression[operator="delete"] > MemberExpression > MemberExpression):not(SpreadElement > MemberExpression)',
  message: 'Only server/env.ts reads process.env: call env().',
};
const always = [mockOfOurOwn];
const rulesOfReact = next
  .flatMap(({ rules = {} }) => Object.keys(rules))
  .filter((name) => name.startsWith('react'));

export default defineConfig([
  globalIgnores([
    '.next/**',
    '.data/**',
    '.cache/**',
    'public/**',
    'db/migrations/**',
    'next-env.d.ts',
    'test-results/**',
    'playwright-report/**',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...next,
  {
    // Both speak to users of React's compiler, which this product does without.
    rules: {
      'react-hooks/incompatible-library': 'off',
      'react-hooks/preserve-manual-memoization': 'off',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^\\.\\.?/(?!.*\\.css$)', message: 'Import through the # alias.' },
            {
              regex: '^#(?!.*\\.(tsx?|mjs|json|css)$)',
              message: 'Write the extension, plain Node needs it.',
            },
          ],
        },
      ],
      'no-restricted-syntax': ['error', ...always, reExport, defaultExport, environment],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true, boolean: true } },
      ],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Ours are closures; the rule cannot see that and takes each destructured method for a fault.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    // drizzle-kit loads these with its own resolver, which does not know the alias.
    files: ['db/schema/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['app/**/*.{ts,tsx}', 'proxy.ts'],
    rules: { 'no-restricted-syntax': ['error', ...always, environment] },
  },
  {
    files: ['server/env.ts'],
    rules: { 'no-restricted-syntax': ['error', ...always, reExport, defaultExport] },
  },
  {
    files: [...tools, ...tests],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', ...always, reExport],
    },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // What starts and stops says so on the terminal.
    files: ['server/boot/**', 'server/sandbox/{main,http-server}.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['{server,db,inngest,scripts,tests}/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  {
    // No components here, and the rules about them take a sixth of the time to find none.
    files: ['{server,db,inngest,scripts,tests}/**/*.ts'],
    rules: Object.fromEntries(rulesOfReact.map((name) => [name, 'off'])),
  },
]);
