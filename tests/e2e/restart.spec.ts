import { expect, test } from '@playwright/test';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { isServerOf, readPostmaster } from '#db/embedded/postmaster.ts';
import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';

const healthOf = async (url: string) => (await fetch(`${url}/api/health`)).status;

test.describe('starting and stopping', () => {
  test.setTimeout(120_000);
  let dataDir = '';
  test.beforeEach(() => {
    dataDir = makeDataDir();
  });
  test.afterEach(() => removeDataDir(dataDir));

  test('an app that was killed comes back on the same data', async () => {
    const killed = await startApp({ dataDir });
    expect(await healthOf(killed.url)).toBe(200);
    await killed.kill();
    const app = await startApp({ dataDir, port: killed.port });
    expect(await healthOf(app.url)).toBe(200);
    expect(app.output()).toContain(`ready on ${killed.url}`);
    await app.stop();
  });

  test('a stopped app leaves nothing running, and stops within five seconds', async () => {
    const app = await startApp({ dataDir });
    const cluster = clusterDirectory(dataDir);
    const postgres = readPostmaster(cluster)?.pid ?? 0;
    expect(isServerOf(postgres, cluster)).toBe(true);
    const started = Date.now();
    await app.stop();
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(isServerOf(postgres, cluster)).toBe(false);
  });
});
