import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '#tests/e2e/support/chromium.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
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
