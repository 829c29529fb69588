import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();

test('a template is written beside a phone, kept as a draft, and submitted', async ({ visit }) => {
  const page = await visit('/templates', { as: owner });
  await expect(page.getByRole('list', { name: 'Templates' })).toContainText('visit_follow_up');
  await expectAxeClean(page);
  await page.getByRole('link', { name: 'New template' }).click();
  const name = `colour_ready_${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Message', { exact: true }).fill('{{first_name}}');
  await expect(page.getByText('cannot begin or end with a blank')).toBeVisible();
  await page
    .getByLabel('Message', { exact: true })
    .fill('Hi {{first_name}}, your colour has come in. Shall we book a time?');
  await page.getByLabel('Example for {{first_name}}').fill("O'Brien");
  await page.getByRole('button', { name: 'Quick reply' }).click();
  await page.getByLabel('Text', { exact: true }).fill('Yes, please');
  const phone = page.getByRole('figure', { name: 'Preview on a phone' });
  await expect(phone).toContainText("Hi O'Brien, your colour has come in.");
  await expect(phone).toContainText('Yes, please');
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('In review');
});

test('agents see the templates and cannot change them', async ({ visit }) => {
  const page = await visit('/templates', { as: agent });
  await expect(page.getByRole('list', { name: 'Templates' })).toContainText('visit_follow_up');
  await expect(page.getByRole('link', { name: 'New template' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
});

test('a template is chosen by key, filled for the customer, and sent once', async ({ visit }) => {
  const customer = newCustomer('Siobhan');
  await sandbox.write(customer, 'Is my colour there?');
  const page = await visit('/inbox', { as: agent });
  const desk = deskOf(page);
  await desk.open(customer.name);
  await desk.thread.getByRole('button', { name: 'Send a template' }).click();
  await page.getByRole('option', { name: /price_list/ }).click();
  const dialog = page.getByRole('dialog', { name: 'price_list' });
  await expect(dialog.getByRole('status')).toContainText('Service');
  await expect(dialog.getByRole('button', { name: 'Send template' })).toBeDisabled();
  await dialog.getByLabel('Service').fill("O'Brien's colour 👩🏽‍🦰");
  await expectAxeClean(page);
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(desk.messages.getByText(/for O'Brien's colour 👩🏽‍🦰 is out/)).toBeVisible();
  await expect(desk.tick('Delivered')).toBeVisible();
});
