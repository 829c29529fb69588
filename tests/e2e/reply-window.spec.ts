import type { Page } from '@playwright/test';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { cutOff, expect, owner, test } from '#tests/e2e/support/visitors.ts';
import { hour, wroteAgo } from '#tests/e2e/support/wrote-ago.ts';

const sandbox = sharedSandbox();
// Set to a folder, pictures of the composer are put there for people to look at.
const album = process.env.E2E_ALBUM;

async function keepPictures(page: Page, what: string): Promise<void> {
  if (album === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1440, 900],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${album}/${what}-${width}-${colorScheme}.png` });
    }
  }
}

async function openAt(page: Page, name: string) {
  const desk = deskOf(page);
  await desk.open(name);
  return desk;
}

test('the field gives way by itself when the time is over, and has its draft again when they write', async ({
  visit,
}) => {
  test.setTimeout(120_000);
  const customer = newCustomer('Meera');
  await sandbox.write(customer, 'Is Saturday free?');
  const page = await visit('/inbox', { as: owner });
  const desk = await openAt(page, customer.name);
  await desk.composer.fill('Saturday at eleven would');
  await wroteAgo(customer.name, 24 * hour - 25);
  await page.reload();
  await expect(desk.thread.getByText('under a minute')).toBeVisible();
  await expect(desk.composer).toHaveValue('Saturday at eleven would');
  await expect(desk.thread.getByText(/Send a template instead/)).toBeVisible({ timeout: 30_000 });
  await expect(desk.composer).toHaveCount(0);
  await expect(desk.thread.getByText('Your draft is kept')).toBeVisible();
  await expect(desk.thread.getByText('Saturday at eleven would')).toBeVisible();
  await expectAxeClean(page);
  await keepPictures(page, 'closed-with-draft');
  await page.setViewportSize({ width: 1440, height: 900 });
  await sandbox.write(customer, 'Hello?');
  await expect(desk.composer).toHaveValue('Saturday at eleven would');
});

test('the time left is that of the server, whatever the clock of the browser says', async ({
  visit,
}) => {
  const customer = newCustomer('Farah');
  await sandbox.write(customer, 'Good morning');
  await wroteAgo(customer.name, hour / 2);
  const page = await visit('/inbox', { as: owner });
  await page.addInitScript(() => {
    const Real = Date;
    const aheadMs = 5 * 3_600_000;
    class Ahead extends Real {
      constructor(...given: [] | [number | string]) {
        super(given.length === 0 ? Real.now() + aheadMs : given[0]);
      }
      static override now() {
        return Real.now() + aheadMs;
      }
    }
    globalThis.Date = Ahead as DateConstructor;
  });
  await page.goto('/inbox');
  const desk = await openAt(page, customer.name);
  await expect(desk.thread.getByText(/23 h [12]\d m/)).toBeVisible();
});

test('what the browser takes for open the server refuses, with words, and the field follows', async ({
  visit,
}) => {
  const customer = newCustomer('Leena');
  await sandbox.write(customer, 'Do you have a parking?');
  const page = await visit('/inbox', { as: owner, expected: [/status of 412/, ...cutOff] });
  const asking = { isHeld: false, underWay: 0 };
  await page.route(/conversations\.get/, async (route) => {
    if (asking.isHeld) return route.abort();
    asking.underWay += 1;
    await route.fulfill({ response: await route.fetch() });
    asking.underWay -= 1;
  });
  const desk = await openAt(page, customer.name);
  // What is asked again after a while must not tell it beforehand.
  asking.isHeld = true;
  await expect.poll(() => asking.underWay).toBe(0);
  await wroteAgo(customer.name, 25 * hour);
  await desk.composer.fill('Yes, behind the house.');
  await desk.composer.press('Enter');
  asking.isHeld = false;
  await expect(desk.messages.getByText(/closes the conversation 24 hours/)).toBeVisible();
  await expect(desk.composer).toHaveCount(0);
  await expect(desk.messages.getByText('Yes, behind the house.')).toBeVisible();
});

test('on Instagram a person goes on for seven days, and is told so', async ({ visit }) => {
  const customer = newCustomer('Ayesha');
  await sandbox.writeOnInstagram(customer, 'Love your work');
  await wroteAgo(customer.name, 30 * hour);
  const page = await visit('/inbox', { as: owner });
  const desk = await openAt(page, customer.name);
  await expect(desk.thread.getByText(/Instagram gives a person 7 days/)).toBeVisible();
  await expect(desk.thread.getByText('5 d 17 h')).toBeVisible();
  await expectAxeClean(page);
  await keepPictures(page, 'instagram-person');
  await page.setViewportSize({ width: 1440, height: 900 });
  await wroteAgo(customer.name, 8 * 24 * hour);
  await page.reload();
  await expect(desk.thread.getByText(/7 days after the customer’s last message/)).toBeVisible();
  await keepPictures(page, 'instagram-closed');
});

test('a message for later that comes too late for the window says so beforehand', async ({
  visit,
}) => {
  const customer = newCustomer('Zoya');
  await sandbox.write(customer, 'Let me know tomorrow');
  await wroteAgo(customer.name, 23.5 * hour);
  const page = await visit('/inbox', { as: owner });
  const desk = await openAt(page, customer.name);
  await desk.composer.fill('Here is tomorrow’s offer.');
  await desk.thread.getByRole('button', { name: 'Send later' }).click();
  const pick = page.getByRole('menuitem', { name: /In an hour/ });
  await expect(pick).toContainText('Only if they write again before');
  await keepPictures(page, 'send-later');
  await page.setViewportSize({ width: 1440, height: 900 });
  await pick.click();
  await expect(desk.messages.getByText(/goes out only if they write again/)).toBeVisible();
  await sandbox.write(customer, 'And?');
  await expect(desk.messages.getByText(/goes out only if they write again/)).toBeHidden();
});
