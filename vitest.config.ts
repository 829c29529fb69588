import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from '#tests/setup/longest-first.ts';

const empty = fileURLToPath(new URL('tests/setup/empty.ts', import.meta.url));

export default defineConfig({
  resolve: { alias: { 'server-only': empty } },
  test: {
    include: ['*.test.ts', '{app,components,server,db,inngest,scripts,tests}/**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', '.next/**', 'tests/e2e/**', 'tests/bench/**'],
    globalSetup: ['tests/setup/global-setup.ts'],
    setupFiles: ['tests/setup/worker.ts'],
    pool: 'forks',
    // Each file begins with the state of a fresh process: see worker.ts.
    isolate: false,
    // One more than cores: some files mostly wait.
    maxWorkers: 3,
    // Of the tests side by side within a file, most only wait.
    maxConcurrency: 10,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
