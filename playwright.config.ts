import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '#tests/e2e/support/chromium.ts';

// Begun first, so that none of them is left to run alone at the end; one mostly waits, two mostly work.
const longest = /(every-kind|killed|looks)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'longest', testMatch: longest },
    { name: 'others', testMatch: '**/*.spec.ts', testIgnore: longest },
  ],
  globalSetup: './tests/e2e/support/global-setup.ts',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    baseURL: process.env.E2E_URL,
    launchOptions: await chromiumLaunch(),
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    screenshot: 'only-on-failure',
    // A trace makes every page a third slower; ask for it with `--trace retain-on-failure`.
    trace: 'off',
  },
});
