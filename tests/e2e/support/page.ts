import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type { RunOptions } from 'axe-core';

/** The people of the demo business. */
export const demo = {
  owner: 'owner@demo.test',
  agent: 'agent@demo.test',
  password: 'frontdesk-demo',
  phoneNumberId: '100000000000001',
};

/** Signs in through the form and waits for the inbox. */
export async function signIn(page: Page, email = demo.owner, password = demo.password) {
  await page.goto('/sign-in');
  await page.getByLabel(/^e-?mail/i).fill(email);
  await page.getByLabel(/^password/i).fill(password);
  await page.getByRole('button', { name: /^sign in$/i }).click();
  await page.waitForURL(/\/inbox/);
}

/** Fails with a readable list when axe finds anything on the page as it is now, or in a part of it. */
export async function expectAxeClean(page: Page, within?: string): Promise<void> {
  await expectNothingFound(page, within, {});
}

/** The same for colours alone: all that another theme changes. */
export async function expectEnoughContrast(page: Page, within?: string): Promise<void> {
  await expectNothingFound(page, within, { runOnly: ['color-contrast'] });
}

/** In the page itself, which has no frames: many times faster than axe's own way through Playwright. */
async function expectNothingFound(
  page: Page,
  within: string | undefined,
  options: RunOptions,
): Promise<void> {
  // Between two drawings of a page by the server it has no title, for a moment.
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ([part, how]) => window.axe.run(part ?? document, how),
    [within, { ...options, resultTypes: ['violations'] } satisfies RunOptions] as const,
  );
  const found = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    where: nodes.map(({ target }) => target.join(' ')),
  }));
  expect(found).toEqual([]);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

export interface PageFaults {
  /** What the content security policy blocked, scripts that threw, and errors on the console. */
  list(): string[];
}

/** Collects everything that goes wrong in a page from now on; call it before the first visit. */
export function watchFaults(page: Page, expected: RegExp[] = []): PageFaults {
  const faults: string[] = [];
  // The console names a blocked resource only once; the page is told each time.
  void page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} blocked ${blockedURI}`);
    });
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  // A blocked resource is reported on the console too, naming the directive.
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  return { list: () => faults.filter((fault) => !expected.some((known) => known.test(fault))) };
}
