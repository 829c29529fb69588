import { expect, test as base } from '@playwright/test';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { demoPerson, signInByRequest } from '#tests/e2e/support/http.ts';
import { demo, watchFaults } from '#tests/e2e/support/page.ts';

export interface VisitOptions extends BrowserContextOptions {
  /** Where the app runs; the shared one unless given. */
  url?: string;
  /** Who signs in; nobody when null, the owner of the demo unless given. */
  as?: { email: string; password: string } | null;
  /** Faults that belong to the test. */
  expected?: RegExp[];
}

interface Fixtures {
  /** Opens a browser of its own; whatever went wrong in it fails the test at its end. */
  visit: (path: string, options?: VisitOptions) => Promise<Page>;
}

export const owner = demoPerson(demo.owner);
export const agent = demoPerson(demo.agent);
/** What Chromium says when the network or the server is taken away on purpose. */
export const cutOff = [
  /net::ERR_/,
  /ERR_INTERNET_DISCONNECTED/,
  /Failed to fetch/,
  /status of 50[0-9]/,
];

export const test = base.extend<Fixtures>({
  visit: async ({ browser, baseURL }, use) => {
    const watched: { who: string; list: () => string[] }[] = [];
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (path, options = {}) => {
      const { url = baseURL ?? '', as = owner, expected = [], ...context } = options;
      const opened = await browser.newContext({ baseURL: url, ...context });
      contexts.push(opened);
      if (as !== null) await signInByRequest(opened.request, url, as);
      const page = await opened.newPage();
      watched.push({ who: as?.email ?? 'a visitor', ...watchFaults(page, expected) });
      // Live means that the page's own script has taken over, keys and buttons too.
      const isLive = as === null ? null : page.waitForRequest(/\/api\/realtime/);
      await page.goto(path);
      await isLive;
      return page;
    });
    const faults = watched.flatMap(({ who, list }) => list().map((fault) => `${who}: ${fault}`));
    for (const context of contexts) await context.close();
    expect(faults, 'faults on the pages').toEqual([]);
  },
});

export { expect };
