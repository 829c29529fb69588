import type { Page } from '@playwright/test';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';
import { hour, wroteAgo } from '#tests/e2e/support/wrote-ago.ts';
import type { VisitOptions } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
/** Keys are heard once the page's own script has taken over, which also counts in the title. */
async function inbox(visit: (path: string, options: VisitOptions) => Promise<Page>, options = {}) {
  const page = await visit('/inbox', options);
  await expect(page).toHaveTitle(/^\(\d+\) Inbox/);
  return page;
}

const selectedIn = (page: Page) => page.locator('a[data-conversation][aria-current=true]');

test('j and k walk the list, Enter takes up the reply, u goes back', async ({ visit }) => {
  const page = await inbox(visit);
  const desk = deskOf(page);
  await expect(desk.list.locator('a[data-conversation]').first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(selectedIn(page)).toHaveCount(1);
  const first = await selectedIn(page).getAttribute('href');
  await page.keyboard.press('j');
  await expect(selectedIn(page)).not.toHaveAttribute('href', first ?? '');
  await page.keyboard.press('k');
  await expect(selectedIn(page)).toHaveAttribute('href', first ?? '');
  await page.keyboard.press('u');
  await expect(page.getByText('Pick a conversation')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(selectedIn(page)).toHaveAttribute('href', first ?? '');
});

test('a conversation is found, answered, closed, and opened again without a pointer', async ({
  visit,
}) => {
  const customer = newCustomer('Beatriz');
  await sandbox.write(customer, 'Can I bring my daughter?');
  const page = await inbox(visit);
  const desk = deskOf(page);
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search by name or number' });
  await expect(search).toBeFocused();
  await page.keyboard.type(customer.wa_id);
  await expect(desk.list.locator('a[data-conversation]')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await search.blur();
  await page.keyboard.press('j');
  await expect(desk.thread.getByRole('heading', { name: customer.name })).toBeVisible();

  await page.keyboard.press('r');
  await expect(desk.composer).toBeFocused();
  await page.keyboard.type('Of course, jeerk?/ze');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('See you soon.');
  await page.keyboard.press('Enter');
  await expect(desk.tick('Delivered')).toBeVisible();
  expect(await sandbox.taken(customer, 'Of course, jeerk?/ze\nSee you soon.')).toHaveLength(1);
  await expect(desk.composer).toHaveValue('');

  await page.keyboard.press('Escape');
  await expect(desk.composer).not.toBeFocused();
  await page.keyboard.press('e');
  await expect(page.getByText(`Closed the conversation with ${customer.name}`)).toBeVisible();
  await page.keyboard.press('z');
  await expect(desk.thread.getByRole('heading', { name: customer.name })).toBeVisible();
  await expect(desk.thread.getByRole('button', { name: 'Close' })).toBeVisible();
});

test('e closes and goes on to the next conversation, and Undo puts it back for everybody', async ({
  visit,
}) => {
  const [older, newer] = [newCustomer('Giulia'), newCustomer('Karan')];
  await sandbox.write(older, 'Ciao!');
  const page = await inbox(visit, { as: agent });
  const desk = deskOf(page);
  await expect(desk.row(older.name)).toBeVisible();
  await sandbox.write(newer, 'Hello!');
  await desk.open(newer.name);
  const other = deskOf(await visit('/inbox', { as: owner }));
  await expect(other.row(newer.name)).toBeVisible();
  await page.bringToFront();
  await page.keyboard.press('e');
  await expect(selectedIn(page)).toHaveCount(1);
  await expect(desk.row(newer.name)).toHaveCount(0);
  await expect(other.row(newer.name)).toHaveCount(0);
  await page.getByRole('button', { name: /Undo/ }).click();
  await expect(desk.row(newer.name)).toBeVisible();
  await expect(other.row(newer.name)).toBeVisible();
});

test('letters typed into a field are text, and shortcuts can be switched off', async ({
  visit,
}) => {
  const customer = newCustomer('Elena');
  await sandbox.write(customer, 'Where can I park?');
  const page = await inbox(visit);
  const desk = deskOf(page);
  await desk.open(customer.name);
  const here = page.url();
  await desk.composer.focus();
  await page.keyboard.type('jkeuz/r?gi');
  await expect(desk.composer).toHaveValue('jkeuz/r?gi');
  expect(page.url()).toBe(here);
  await desk.composer.fill('');
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Close the conversation and go on')).toBeVisible();
  await sheet.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('u');
  await page.keyboard.press('/');
  await expect(desk.composer).toBeVisible();
  expect(page.url()).toBe(here);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeVisible();
});

test('letters typed as the time to reply ends do nothing, and go on in the field when they write', async ({
  visit,
}) => {
  test.setTimeout(120_000);
  const customer = newCustomer('Noor');
  await sandbox.write(customer, 'Is Saturday free?');
  await wroteAgo(customer.name, 24 * hour - 20);
  const page = await inbox(visit);
  const desk = deskOf(page);
  await desk.open(customer.name);
  const here = page.url();
  await page.keyboard.press('r');
  await page.keyboard.type('Saturday at');
  const kept = desk.thread.getByLabel(/^Your draft is kept/);
  await expect(kept).toBeFocused({ timeout: 40_000 });
  await page.keyboard.type('eju');
  await expect(kept).toHaveValue('Saturday at');
  expect(page.url()).toBe(here);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['%PDF-1.4'], 'prices.pdf', { type: 'application/pdf' }));
    const drop = { dataTransfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent('drop', drop));
  });

  await sandbox.write(customer, 'Hello?');
  await expect(desk.composer).toBeFocused();
  await page.keyboard.type(' ten');
  await expect(desk.composer).toHaveValue('Saturday at ten');
  await expect(desk.thread.getByRole('list', { name: 'Files to send' })).toHaveCount(0);
});

test('the command menu goes anywhere, changes the theme and signs out', async ({ visit }) => {
  // A question that is on its way while one signs out is answered with 401.
  const page = await inbox(visit, { expected: [/status of 401/] });
  const menu = page.getByRole('dialog', { name: 'Command menu' });
  const command = async (words: string) => {
    await page.keyboard.press('Control+k');
    await expect(menu.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expect(menu).toHaveCount(0);
  };
  await command('team');
  await expect(page).toHaveURL(/\/settings\/team/);
  await command('use the dark');
  await expect(page.locator('html')).toHaveClass(/dark/);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/\/sandbox/);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(/\/inbox/);
  await command('sign out');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a person signs in, reads and leaves with Tab and Enter alone', async ({ visit }) => {
  const page = await visit('/sign-in', { as: null });
  await expect(page.getByLabel('Email')).toBeFocused();
  await page.keyboard.type(agent.email);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(agent.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/inbox/);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: /skip/i })).toBeFocused();
  const row = page.locator('a[data-conversation]').first();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await row.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(deskOf(page).messages).toBeVisible();
});
