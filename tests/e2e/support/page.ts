import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

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
  await expectNothingFound(page, axeOn(page, within));
}

/** The same for colours alone: all that another theme changes. */
export async function expectEnoughContrast(page: Page, within?: string): Promise<void> {
  await expectNothingFound(page, axeOn(page, within).withRules('color-contrast'));
}

function axeOn(page: Page, within?: string): AxeBuilder {
  const axe = new AxeBuilder({ page });
  return within === undefined ? axe : axe.include(within);
}

async function expectNothingFound(page: Page, axe: AxeBuilder): Promise<void> {
  // Between two drawings of a page by the server it has no title, for a moment.
  await expect(page).toHaveTitle(/\S/);
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    where: nodes.map(({ target }) => target.join(' ')),
  }));
  expect(found).toEqual([]);
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
