import type { Page } from '@playwright/test';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { lookInBothThemes, sizes } from '#tests/e2e/support/looks.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();

const people = { visitor: null, owner, agent };
interface Place {
  path: string;
  shows: RegExp;
  as?: keyof typeof people;
}
const places: Place[] = [
  { path: '/sign-in', shows: /Good to have you back/, as: 'visitor' },
  { path: '/sign-up', shows: /one live inbox/, as: 'visitor' },
  { path: '/reset', shows: /link/i, as: 'visitor' },
  { path: '/invite/unknown', shows: /does not work any more/, as: 'visitor' },
  { path: '/reset/unknown', shows: /link/, as: 'visitor' },
  { path: '/inbox', shows: /Unassigned/ },
  { path: '/inbox?view=mine&status=closed', shows: /Closed/ },
  { path: '/inbox?q=nobody-of-this-name', shows: /Nobody found/ },
  { path: '/inbox/no-conversation', shows: /nothing at this address/ },
  { path: '/settings/profile', shows: /How your business presents itself/ },
  { path: '/settings/team', shows: /Invitations/ },
  { path: '/settings/channels', shows: /Check again/ },
  { path: '/settings/channels/new', shows: /account at Meta/ },
  { path: '/settings/channels/new/whatsapp', shows: /Make an app at Meta/ },
  { path: '/settings/security', shows: /This browser/ },
  { path: '/settings/system', shows: /Dropped messages/ },
  { path: '/settings/system?runs=all', shows: /Under way and failed/ },
  { path: '/settings/team', shows: /For admins and owners/, as: 'agent' },
  { path: '/sandbox', shows: /business account/ },
  { path: '/templates', shows: /visit_follow_up/ },
  { path: '/templates', shows: /visit_follow_up/, as: 'agent' },
  { path: '/templates/new', shows: /Submit for approval/ },
  { path: '/no/such/page', shows: /nothing at this address/ },
];

for (const { size, viewport } of sizes) {
  test(`every page at ${size} px is clean for axe and fits, in light and in dark`, async ({
    visit,
  }) => {
    test.setTimeout(240_000);
    const pages = new Map<string, Page>();
    for (const { path, shows, as = 'owner' } of places) {
      const options = { as: people[as], viewport, expected: [/status of 404/] };
      const page = pages.get(as) ?? (await visit(path, options));
      await test.step(`${path} as ${as}`, async () => {
        if (pages.has(as)) await page.goto(path);
        pages.set(as, page);
        // The first reading of the templates begins with the app.
        await expect(page.locator('body')).toContainText(shows, { timeout: 40_000 });
        const name = `${as}${path}`.replaceAll(/\W+/g, '-');
        await lookInBothThemes(page, `${name}-${size}`);
      });
    }
  });

  test(`a thread at ${size} px is clean for axe and fits, in light and in dark`, async ({
    visit,
  }) => {
    test.setTimeout(90_000);
    const customer = newCustomer('Helena');
    await sandbox.write(customer, `A long word: ${'Donaudampfschiff'.repeat(12)}`);
    await sandbox.write(customer, 'See https://salon.example/prices?from=chat');
    const page = await visit('/inbox', { as: owner, viewport });
    const desk = deskOf(page);
    await desk.open(customer.name);
    await desk.reply('Thank you! I will look it up.');
    await expect(desk.tick('Delivered')).toBeVisible();
    await lookInBothThemes(page, `thread-${size}`);
    const about = page.getByRole('button', { name: `About ${customer.name}` });
    if (await about.isVisible()) {
      await about.click();
      await expect(page.getByRole('dialog')).toContainText('First message');
      await lookInBothThemes(page, `contact-${size}`);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeVisible();
    await lookInBothThemes(page, `commands-${size}`);
  });
}
