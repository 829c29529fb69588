import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import { appSecret } from '#tests/e2e/support/http.ts';

/** Starts one app on fresh demo data for all browser tests, unless E2E_URL (with E2E_DATA_DIR) names one. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL !== undefined) return () => Promise.resolve();
  const dataDir = makeDataDir();
  try {
    const app = await startApp({ dataDir, env: { LOG_LEVEL: 'warn', META_APP_SECRET: appSecret } });
    process.env.E2E_URL = app.url;
    process.env.E2E_DATA_DIR = dataDir;
    return async () => {
      await app.stop();
      await removeDataDir(dataDir);
    };
  } catch (error) {
    await removeDataDir(dataDir);
    throw error;
  }
}
