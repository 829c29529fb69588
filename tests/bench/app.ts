import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext } from 'playwright-core';
import { clusterDirectory, socketDirectory } from '#db/embedded/paths.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { BenchRun } from '#tests/bench/measure.ts';
import { freePort, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import { chromiumLaunch } from '#tests/e2e/support/chromium.ts';

/** The hosted app's secret, which signs for every channel. */
export const appSecret = 'the secret of the bench';

export interface BenchApp {
  url: string;
  pid: number;
  /** Its Postgres, as superuser. */
  postgres: { host: string; port: number; user: string };
  browser: Browser;
  /** Where the browser takes commands from other programs. */
  browserPort: number;
  /** Somebody of the demo business at a desktop, signed in. */
  desk: BrowserContext;
  /** The Cookie header that proves it. */
  cookie: string;
}

let started: Promise<BenchApp> | undefined;

/** The product as `npm start` serves it, with the demo business and a browser; started once. */
export function benchApp({ folder }: BenchRun): Promise<BenchApp> {
  started ??= start(join(folder, 'app'));
  return started;
}

async function start(dataDir: string): Promise<BenchApp> {
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o711);
  onCleanup(() => removeDataDir(dataDir));
  const { url, pid, stop } = await startApp({
    dataDir,
    env: { LOG_LEVEL: 'error', META_APP_SECRET: appSecret },
  });
  onCleanup(stop);
  const browserPort = await freePort();
  const launch = await chromiumLaunch();
  const args = [...launch.args, `--remote-debugging-port=${browserPort}`];
  const browser = await chromium.launch({ ...launch, args });
  onCleanup(() => browser.close());
  const desk = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  await signIn(desk);
  const cookies = await desk.cookies();
  return {
    url,
    pid,
    postgres: { host: socketDirectory(clusterDirectory(dataDir)), port: 5432, user: 'postgres' },
    browser,
    browserPort,
    desk,
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  };
}

async function signIn(desk: BrowserContext): Promise<void> {
  const page = await desk.newPage();
  await page.goto('/sign-in', { waitUntil: 'load' });
  await page.locator('input[name=email]').fill('owner@demo.test');
  await page.locator('input[name=password]').fill('frontdesk-demo');
  await page.locator('button[type=submit]').click();
  await page.waitForURL(/\/inbox/);
  await page.close();
}
