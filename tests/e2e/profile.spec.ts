import type { Page } from '@playwright/test';
import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { ask, tell } from '#tests/e2e/support/http.ts';
import { newCustomer, sandboxAt } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

// An app of its own: what is changed here is seen by everybody who works there.
let app: RunningApp;
test.beforeAll(async () => {
  const dataDir = makeDataDir();
  app = await startApp({ dataDir, env: { LOG_LEVEL: 'warn' } });
});
test.afterAll(async () => {
  await app.stop();
  await removeDataDir(app.dataDir);
});

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('the new name of the business stands in the sidebar at once, also in another browser', async ({
  visit,
}) => {
  const page = await visit('/settings/profile', { url: app.url, as: owner });
  const other = await visit('/inbox', { url: app.url, as: agent });
  await expect(other.getByText('Luxe Salon').first()).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Luxe & Sons');
  await page.getByRole('button', { name: 'Save' }).click();
  for (const one of [page, other]) {
    const sidebar = one.getByRole('navigation').or(one.getByRole('complementary'));
    await expect(sidebar.getByText('Luxe & Sons').first()).toBeVisible();
  }
});

test('what a business cannot be is refused beside its field, and the rest stays', async ({
  visit,
}) => {
  const page = await visit('/settings/profile', { url: app.url, as: owner, expected: [/ 400 /] });
  const save = page.getByRole('button', { name: 'Save' });
  for (const [label, wrong, sentence] of [
    ['Name', '   ', 'Enter the name of your business.'],
    ['Phone', 'call me', 'Enter a phone number with its digits only'],
    ['Phone', '12', 'This is not a phone number.'],
    ['Website', 'not a place', 'Enter a web address like salon.example.'],
  ] as const) {
    const field = page.getByLabel(label, { exact: true });
    const right = await field.inputValue();
    await field.fill(wrong);
    await save.click();
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill(right);
  }
  await page.getByLabel('Website', { exact: true }).fill('luxe.example');
  await save.click();
  await expect(page.getByText('Profile saved')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Website', { exact: true })).toHaveValue('https://luxe.example');
});

test('a logo is put up and taken down, and what is no picture is refused', async ({ visit }) => {
  const page = await visit('/settings/profile', { url: app.url, as: owner });
  const field = page.getByLabel('Logo picture');
  const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });
  // Chosen again until the page listens: a file picked before that is nobody's.
  await expect(async () => {
    await field.setInputFiles(file('logo.png', 'image/png', Buffer.from('<svg onload=alert(1)>')));
    await expect(page.getByText('Choose a PNG, JPEG or WebP picture.')).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await field.setInputFiles(file('logo.png', 'image/png', Buffer.from(onePixel, 'base64')));
  await expect(page.getByText('Logo saved')).toBeVisible();
  const logo = page.getByRole('img', { name: /^Logo of/ });
  await expect(logo).toBeVisible();
  const width = () => logo.evaluate((picture: HTMLImageElement) => picture.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(logo).toHaveCount(0);
});

test('days in a conversation begin at midnight in the time zone of the business', async ({
  visit,
}) => {
  const customer = newCustomer('Emma');
  const sandbox = sandboxAt(app.url, app.dataDir);
  await sandbox.write(customer, 'In the morning');
  await sandbox.write(customer, 'In the evening');
  // Eight in the evening in London is the next day in Auckland: one day here, two there.
  const moved = () =>
    rowsOf<{ id: string }>(
      app.dataDir,
      `update messages set occurred_at = case text when 'In the morning'
          then timestamptz '2026-01-10 10:30Z' else timestamptz '2026-01-10 20:00Z' end
        where text in ('In the morning', 'In the evening') returning conversation_id as id`,
    );
  await expect.poll(moved).toHaveLength(2);
  const [found] = await moved();
  const page = await visit(`/inbox/${found?.id ?? ''}`, { url: app.url, as: owner });
  const { messages } = deskOf(page);
  const zone = async (timeZone: string) => {
    await page.goto('/settings/profile');
    await page.getByLabel('Time zone').selectOption(timeZone);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Profile saved')).toBeVisible();
    await page.goto(`/inbox/${found?.id ?? ''}`);
  };
  await zone('Europe/London');
  await expect(messages.getByText(/^10 Jan/)).toBeVisible();
  await expect(messages.getByText(/^11 Jan/)).toHaveCount(0);
  await zone('Pacific/Auckland');
  await expect(messages.getByText(/^10 Jan/)).toBeVisible();
  await expect(messages.getByText(/^11 Jan/)).toBeVisible();
});

test('a page that is still arriving is never drawn a second time beside itself', async ({
  visit,
}) => {
  const page = await visit('/settings/profile', { url: app.url, as: owner });
  await page.addInitScript(() => {
    const seen = { most: 0 };
    Object.assign(globalThis, { phoneFields: seen });
    new MutationObserver(() => {
      seen.most = Math.max(seen.most, document.querySelectorAll('[name=phone]').length);
    }).observe(document, { childList: true, subtree: true });
  });
  const live = page.waitForRequest(/\/api\/realtime/);
  for (let load = 0; load < 8; load += 1) {
    await page.reload();
    await expect(page.getByRole('textbox', { name: 'Phone' })).toBeVisible();
    await live;
    await page.waitForFunction(() => document.querySelector('[hidden][id^="S:"]') === null);
    expect(await page.evaluate('phoneFields.most')).toBe(1);
  }
});

/** Holds what the server draws anew until it is let go. */
async function holdDrawing(page: Page) {
  const asked = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  const isDrawing = /[?&]_rsc=/;
  await page.route(isDrawing, async (route) => {
    if ('next-router-prefetch' in route.request().headers()) return route.fallback();
    asked.resolve();
    await going.promise;
    return route.fallback();
  });
  return {
    asked: asked.promise,
    letGo: async () => {
      going.resolve();
      await page.unroute(isDrawing);
    },
  };
}

test('while the page is drawn anew one writes on where one was, what opens stays open, and one may go elsewhere', async ({
  visit,
}) => {
  const [customer, other] = [newCustomer('Noor'), newCustomer('Jonas')];
  const sandbox = sandboxAt(app.url, app.dataDir);
  await sandbox.write(customer, 'Do you have a free chair today?');
  await sandbox.write(other, 'And tomorrow?');
  const page = await visit('/inbox', { url: app.url, as: owner });
  const desk = deskOf(page);
  await desk.open(customer.name);
  const rename = async (name: string) => {
    const { data } = await ask<object>(page.request, 'businesses.current', undefined, app);
    const changed = await tell(page.request, 'businesses.update', { ...data, name }, app.url);
    expect(changed.status).toBe(200);
  };
  const sidebar = page.locator('aside').filter({ hasText: 'your menu' });
  const shows = (name: string) => expect(sidebar).toContainText(name);
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));

  await desk.composer.fill('At five');
  await desk.composer.press('Home');
  await rename('Luxe One');
  await shows('Luxe One');
  await expect(page).toHaveTitle(/Inbox · Frontdesk$/);
  await expect(desk.composer).toBeFocused();
  await page.keyboard.type('Yes! ');
  await expect(desk.composer).toHaveValue('Yes! At five');

  const beforeDialog = await holdDrawing(page);
  await rename('Luxe Two');
  await beforeDialog.asked;
  await desk.thread.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: /Pick a/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  await expect(dialog).toBeVisible();
  await beforeDialog.letGo();
  await shows('Luxe Two');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');

  const beforeLeaving = await holdDrawing(page);
  await rename('Luxe Three');
  await beforeLeaving.asked;
  await desk.row(other.name).click();
  await beforeLeaving.letGo();
  await expect(desk.thread.getByRole('heading', { name: other.name })).toBeVisible();
  await shows('Luxe Three');
  await expect(page).toHaveTitle(/Inbox · Frontdesk$/);

  await desk.row(customer.name).click();
  for (const name of ['Luxe Four', 'Luxe Five', 'Luxe Six']) await rename(name);
  await shows('Luxe Six');
  expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
});
