import type { Page } from '@playwright/test';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
// Set to a folder, each page's picture is put there for people to look at.
const album = process.env.E2E_ALBUM;

const sizes = [
  { name: '1440', viewport: { width: 1440, height: 900 } },
  { name: '360', viewport: { width: 360, height: 740 } },
];
const people = { visitor: null, owner, agent };
const places: { path: string; shows: RegExp; as?: keyof typeof people }[] = [
  { path: '/sign-in', shows: /Good to have you back/, as: 'visitor' },
  { path: '/sign-up', shows: /one live inbox/, as: 'visitor' },
  { path: '/reset', shows: /link/i, as: 'visitor' },
  { path: '/invite/unknown', shows: /does not work any more/, as: 'visitor' },
  { path: '/reset/unknown', shows: /link/, as: 'visitor' },
  { path: '/inbox', shows: /Unassigned/ },
  { path: '/inbox?view=mine&status=closed', shows: /Closed/ },
  { path: '/inbox?q=nobody-of-this-name', shows: /Nobody found/ },
  { path: '/settings/profile', shows: /How your business presents itself/ },
  { path: '/settings/team', shows: /Invitations/ },
  { path: '/settings/channels', shows: /Channels/ },
  { path: '/settings/security', shows: /This browser/ },
  { path: '/settings/system', shows: /Dropped messages/ },
  { path: '/settings/system?runs=all', shows: /Under way and failed/ },
  { path: '/settings/team', shows: /For admins and owners/, as: 'agent' },
  { path: '/sandbox', shows: /business account/ },
  { path: '/no/such/page', shows: /nothing at this address/ },
];

/** Nothing may be wider than the screen, on any of them. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth, 'width of the page').toBeLessThanOrEqual(clientWidth);
}

for (const { name, viewport } of sizes) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const keep = (page: Page, what: string) =>
      album === undefined
        ? undefined
        : page.screenshot({ path: `${album}/${what}-${name}-${colorScheme}.png` });

    test(`every page at ${name} px in ${colorScheme} is clean for axe and fits`, async ({
      visit,
    }) => {
      test.setTimeout(90_000);
      const pages = new Map<string, Page>();
      for (const { path, shows, as = 'owner' } of places) {
        const options = { as: people[as], viewport, colorScheme, expected: [/status of 404/] };
        const page = pages.get(as) ?? (await visit(path, options));
        if (pages.has(as)) await page.goto(path);
        pages.set(as, page);
        await expect(page.locator('body')).toContainText(shows);
        await expect(page.locator('html')).toHaveClass(new RegExp(colorScheme));
        await keep(page, `${as}${path}`.replaceAll(/\W+/g, '-'));
        await test.step(`axe on ${path}`, () => expectAxeClean(page));
        await expectNoSidewaysScroll(page);
      }
    });

    test(`a thread at ${name} px in ${colorScheme} is clean for axe and fits`, async ({
      visit,
    }) => {
      const customer = newCustomer('Helena');
      await sandbox.write(customer, `A long word: ${'Donaudampfschiff'.repeat(12)}`);
      await sandbox.write(customer, 'See https://salon.example/prices?from=chat');
      const page = await visit('/inbox', { as: owner, viewport, colorScheme });
      const desk = deskOf(page);
      await desk.open(customer.name);
      await desk.reply('Thank you! I will look it up.');
      await expect(desk.tick('Delivered')).toBeVisible();
      await keep(page, 'thread');
      await expectAxeClean(page);
      await expectNoSidewaysScroll(page);
      const about = page.getByRole('button', { name: `About ${customer.name}` });
      if (await about.isVisible()) {
        await about.click();
        await expect(page.getByRole('dialog')).toContainText('First message');
        await keep(page, 'contact');
        await expectAxeClean(page);
        await page.keyboard.press('Escape');
      }
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeVisible();
      await keep(page, 'commands');
      await expectAxeClean(page);
    });
  }
}
