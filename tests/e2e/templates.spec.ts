import type { Page } from '@playwright/test';
import { jpeg } from '#server/files/testing/samples.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import type { Customer } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();

const listOf = (page: Page) => page.getByRole('list', { name: 'Templates' });
const rowOf = (page: Page, name: string) =>
  listOf(page).getByRole('listitem').filter({ hasText: name });

/** What stands on the phone of a customer, last. */
async function lastOnPhone(customer: Customer) {
  const { messages } = await sandbox.chat(customer);
  const { content = null, status } = messages.at(-1) ?? {};
  const { rendered } = (content ?? {}) as { rendered?: { text: string } };
  return { status, text: rendered?.text, content: JSON.stringify(content) };
}

test('a template is built, approved before our eyes, and sent with the very value that was typed', async ({
  visit,
}) => {
  const page = await visit('/templates', { as: owner });
  // The first reading begins with the app.
  await expect(listOf(page)).toContainText('visit_follow_up', { timeout: 40_000 });
  await expectAxeClean(page);
  await page.getByRole('link', { name: 'New template' }).click();
  const name = `colour_ready_${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Message', { exact: true }).fill('{{first_name}}');
  await expect(page.getByText('cannot begin or end with a blank')).toBeVisible();
  await page
    .getByLabel('Message', { exact: true })
    .fill('Hi {{first_name}}, what you ordered, {{order}}, has come in. Shall we book a time?');
  await page.getByLabel('Example for {{first_name}}').fill("O'Brien");
  await page.getByLabel('Example for {{order}}').fill('copper');
  await page.getByRole('button', { name: 'Quick reply' }).click();
  await page.getByLabel('Text', { exact: true }).fill('Yes, please');
  const phone = page.getByRole('figure', { name: 'Preview on a phone' });
  await expect(phone).toContainText("Hi O'Brien, what you ordered, copper, has come in.");
  await expect(phone).toContainText('Yes, please');
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(rowOf(page, name)).toContainText('In review');
  await sandbox.decide({ name, language: 'en', status: 'APPROVED' });
  await expect(rowOf(page, name)).toContainText('Approved');

  const customer = newCustomer('Siobhan');
  await sandbox.write(customer, 'Is my colour there?');
  const inbox = await visit('/inbox', { as: agent });
  const desk = deskOf(inbox);
  await desk.open(customer.name);
  await inbox.getByRole('heading', { name: customer.name }).first().click();
  await inbox.keyboard.press('m');
  // Whoever is quicker than the list does nothing to the conversation behind it.
  await inbox.keyboard.press('u');
  await expect(desk.composer).toBeVisible();
  const search = inbox.getByPlaceholder('Search the templates');
  await expect(search).toBeFocused();
  await inbox.keyboard.press('ControlOrMeta+a');
  await inbox.keyboard.type(name);
  await expect(inbox.getByRole('option', { name })).toBeVisible();
  await inbox.keyboard.press('Enter');
  const dialog = inbox.getByRole('dialog', { name });
  await expect(dialog.getByRole('status')).toContainText('Order');
  await expect(dialog.getByLabel('First name')).toHaveValue('Siobhan');
  await expect(dialog.getByRole('button', { name: 'Send template' })).toBeDisabled();
  await expectAxeClean(inbox);
  const order = `O'Brien's "<b>copper</b>" & 👩🏽‍🦰`;
  await expect(dialog.getByLabel('Order')).toBeFocused();
  await inbox.keyboard.type(order);
  await inbox.keyboard.press('Enter');
  await expect(desk.messages.getByText(`what you ordered, ${order}, has come in.`)).toBeVisible();
  await expect(desk.tick('Delivered')).toBeVisible();
  const shown = await lastOnPhone(customer);
  expect(shown.text).toBe(
    `Hi Siobhan, what you ordered, ${order}, has come in. Shall we book a time?`,
  );
  expect(shown.status).toBe('delivered');
});

test('a template that is rejected says why, where it stands', async ({ visit }) => {
  const page = await visit('/templates/new', { as: owner });
  const name = `half_price_${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Message', { exact: true }).fill('Everything is half the price this week.');
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(rowOf(page, name)).toContainText('In review');
  await sandbox.decide({ name, language: 'en', status: 'REJECTED', reason: 'PROMOTIONAL' });
  await expect(rowOf(page, name)).toContainText('Rejected');
  await expect(rowOf(page, name)).toContainText('It reads like an offer. Choose the category');
});

test('a template with a picture is built with an example, and sent with a picture of one’s own', async ({
  visit,
}) => {
  const look = { name: 'look.jpg', mimeType: 'image/jpeg', buffer: await jpeg(320, 200) };
  const page = await visit('/templates/new', { as: owner });
  const name = `look_${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Message', { exact: true }).fill('This is what we had in mind for you.');
  await page.getByLabel('Header', { exact: true }).selectOption('Picture');
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.getByText('Choose an example file')).toBeVisible();
  await page.getByLabel('Example picture file').setInputFiles(look);
  await expect(page.getByRole('button', { name: 'Example picture' })).toContainText('another');
  await expect(page.getByRole('img', { name: 'Header' })).toBeVisible();
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(rowOf(page, name)).toContainText('In review');

  const customer = newCustomer('Rui');
  await sandbox.write(customer, 'What would suit me?');
  const inbox = await visit('/inbox', { as: agent });
  const desk = deskOf(inbox);
  await desk.open(customer.name);
  await desk.thread.getByRole('button', { name: 'Send a template' }).click();
  await inbox.getByRole('option', { name: /new_look/ }).click();
  const dialog = inbox.getByRole('dialog', { name: 'new_look' });
  await expect(dialog.getByRole('status')).toContainText('the picture in the header');
  await dialog.getByLabel('Picture in the header file').setInputFiles(look);
  await expect(dialog.getByRole('img', { name: 'Header' })).toBeVisible();
  await expectAxeClean(inbox);
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(desk.messages.getByText('Hi Rui, this is what we had in mind')).toBeVisible();
  await expect(desk.messages.getByRole('img', { name: 'Photo from us' })).toBeVisible();
  await expect(desk.tick('Delivered')).toBeVisible();
  const shown = await lastOnPhone(customer);
  expect(shown.content).toContain('"type":"image"');
  expect(shown.text).toContain('Hi Rui, this is what we had in mind for you.');
});

test('an example that arrives late does not bring back a header that was given up', async ({
  visit,
}) => {
  const look = { name: 'look.jpg', mimeType: 'image/jpeg', buffer: await jpeg(320, 200) };
  const page = await visit('/templates/new', { as: owner });
  const asked = Promise.withResolvers<() => Promise<void>>();
  await page.route(/\/api\/templates\/sample/, (route) =>
    asked.resolve(() => route.fulfill({ json: { handle: '4::late' } })),
  );
  const header = page.getByLabel('Header', { exact: true });
  const example = page.getByLabel('Example picture file');
  // Before the page's own code is there the list takes a choice and forgets it.
  await expect(async () => {
    await header.selectOption('Picture');
    await expect(example).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await example.setInputFiles(look);
  const answer = await asked.promise;
  for (const name of ['Submit for approval', 'Save draft']) {
    await expect(page.getByRole('button', { name })).toBeDisabled();
  }
  await header.selectOption('Text');
  await page.getByLabel('Header text').fill('Good news');
  await answer().catch(() => undefined);
  await page.evaluate(async () => fetch('/api/health'));
  await expect(page.getByLabel('Header text')).toHaveValue('Good news');
  await expect(header).toHaveValue('text');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeEnabled();
});

test('one of several languages is chosen, that of the business first', async ({ visit }) => {
  const customer = newCustomer('Meera');
  await sandbox.write(customer, 'नमस्ते');
  const inbox = await visit('/inbox', { as: agent });
  const desk = deskOf(inbox);
  await desk.open(customer.name);
  await desk.thread.getByRole('button', { name: 'Send a template' }).click();
  await inbox.getByRole('option', { name: /visit_follow_up · English \+1/ }).click();
  const dialog = inbox.getByRole('dialog', { name: 'visit_follow_up' });
  await expect(dialog).toContainText('Hi Meera, this is');
  await dialog.getByLabel('Language').selectOption('Hindi');
  await expect(dialog).toContainText('नमस्ते Meera');
  await dialog.getByRole('button', { name: 'Back to the list' }).click();
  await expect(inbox.getByRole('option', { name: /price_list/ })).toBeVisible();
});

test('agents see the templates and cannot change them', async ({ visit }) => {
  const page = await visit('/templates', { as: agent });
  await expect(listOf(page)).toContainText('visit_follow_up');
  await expect(page.getByRole('link', { name: 'New template' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
});
