import type { BenchApp } from '#tests/bench/app.ts';
import { emptyPageScripts } from '#tests/bench/empty-page.ts';
import { gzipSize, scriptsOf, styleSheetsOf } from '#tests/bench/page-files.ts';
import type { Figure } from '#tests/bench/report.ts';

const pages = [
  { path: '/sign-in', needsSession: false, atMost: 1.15 },
  { path: '/inbox', needsSession: true, atMost: 1.5 },
];
const settleMs = 3_000;
const kilobyte = 1024;

/** What a first visit loads, gzipped, against an empty page of the same Next. */
export async function measureWeight(app: BenchApp): Promise<Figure[]> {
  const baseline = (await emptyPageScripts()) / kilobyte;
  const figures: Figure[] = [];
  for (const { path, needsSession, atMost } of pages) {
    const headers: Record<string, string> = needsSession ? { cookie: app.cookie } : {};
    const response = await fetch(`${app.url}${path}`, { headers, redirect: 'error' });
    const html = await response.text();
    const scripts = (await sizeOf(app, scriptsOf(html))) / kilobyte;
    const styles = (await sizeOf(app, styleSheetsOf(html))) / kilobyte;
    const later = (await loadedLater(app, path, needsSession)) / kilobyte;
    figures.push(
      {
        name: `${path}, scripts of the page`,
        unit: 'KB',
        ours: scripts,
        baseline,
        ratio: scripts / baseline,
        aim: { atMost },
      },
      { name: `${path}, scripts once idle`, unit: 'KB', ours: later },
      { name: `${path}, style sheets`, unit: 'KB', ours: styles, aim: { atMost: 25 } },
    );
  }
  return figures;
}

async function sizeOf(app: BenchApp, addresses: string[]): Promise<number> {
  const sizes = addresses.map(async (address) => {
    const response = await fetch(new URL(address, app.url));
    if (!response.ok) throw new Error(`${address} answers ${response.status}.`);
    return gzipSize(await response.bytes());
  });
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

/** Every script that a browser has loaded a few seconds after the page was there. */
async function loadedLater(app: BenchApp, path: string, isSignedIn: boolean): Promise<number> {
  const visitor = isSignedIn ? app.desk : await app.browser.newContext({ baseURL: app.url });
  const page = await visitor.newPage();
  const addresses = new Set<string>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') addresses.add(response.url());
  });
  await page.goto(path, { waitUntil: 'load' });
  await page.waitForTimeout(settleMs);
  await page.close();
  if (!isSignedIn) await visitor.close();
  return sizeOf(app, [...addresses]);
}
