import type { Route } from '@playwright/test';
import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf, said } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { ask } from '#tests/e2e/support/http.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, cutOff, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();

test('a reply is given a time, seen by both, changed, cancelled, taken back and sent now, once', async ({
  visit,
}) => {
  const customer = newCustomer('Camila');
  await sandbox.write(customer, 'Can you confirm tomorrow?');
  const [page, other] = await Promise.all([
    visit('/inbox', { as: agent }),
    visit('/inbox', { as: owner }),
  ]);
  const [hers, theirs] = [deskOf(page), deskOf(other)];
  await Promise.all([hers.open(customer.name), theirs.open(customer.name)]);

  await hers.composer.fill('See you tomorrow at eleven.');
  await hers.thread.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'In an hour' }).click();
  await expect(hers.composer).toHaveValue('');
  for (const desk of [hers, theirs]) {
    await expect(said(desk.messages, 'See you tomorrow at eleven.')).toBeVisible();
    await expect(desk.messages.getByText(/^Goes out/)).toBeVisible();
    await expect(desk.row(customer.name)).toContainText('Can you confirm tomorrow?');
  }
  await expectAxeClean(page);

  await hers.messages.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the scheduled message' });
  await dialog.getByLabel('Message').fill('See you tomorrow at twelve.');
  await dialog.getByLabel('Date').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('That time is over.');
  await expectAxeClean(page);
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Date').fill(inTwoDays);
  await expect(dialog).toContainText('The reply window closes before that');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  for (const desk of [hers, theirs]) await desk.shows('See you tomorrow at twelve.');

  await theirs.messages.getByRole('button', { name: 'Cancel' }).click();
  for (const desk of [hers, theirs]) {
    await expect(said(desk.messages, 'See you tomorrow at twelve.')).toHaveCount(0);
  }
  await other.getByRole('button', { name: 'Undo' }).click();
  for (const desk of [hers, theirs]) await desk.shows('See you tomorrow at twelve.');

  await hers.messages.getByRole('button', { name: 'Send now' }).dblclick();
  for (const desk of [hers, theirs]) {
    await expect(desk.tick('Delivered')).toBeVisible();
    await expect(desk.messages.getByText(/^Goes out/)).toHaveCount(0);
    await desk.shows('See you tomorrow at twelve.');
  }
  expect(await sandbox.taken(customer, 'See you tomorrow at twelve.')).toHaveLength(1);
  expect(await sandbox.taken(customer, 'See you tomorrow at eleven.')).toEqual([]);
});

test('the words stay until they are saved, and over a lost connection and a reload', async ({
  visit,
}) => {
  const customer = newCustomer('Helena');
  await sandbox.write(customer, 'Is the blue one still there?');
  const page = await visit('/inbox', { expected: cutOff });
  const desk = deskOf(page);
  await desk.open(customer.name);
  await desk.composer.fill('I will look tomorrow.');
  const later = desk.thread.getByRole('button', { name: 'Send later' });
  const sendInAnHour = async () => {
    await later.click();
    await page.getByRole('menuitem', { name: 'In an hour' }).click();
  };
  const asked = Promise.withResolvers<Route>();
  await page.route(/messages\.schedule/, asked.resolve);
  await sendInAnHour();
  const call = await asked.promise;
  await expect(desk.thread.getByText('Scheduling…')).toBeVisible();
  await expect(desk.composer).toHaveValue('I will look tomorrow.');
  await expect(desk.sendButton).toBeDisabled();
  await expectAxeClean(page);
  await call.abort();
  await expect(page.getByText('We could not reach Frontdesk.')).toBeVisible();
  await expect(desk.thread.getByText('Scheduling…')).toBeHidden();
  await page.reload();
  await expect(desk.composer).toHaveValue('I will look tomorrow.');
  await page.unroute(/messages\.schedule/);
  await sendInAnHour();
  await expect(desk.composer).toHaveValue('');
  await expect(desk.messages.getByText(/^Goes out/)).toBeVisible();
  await desk.shows('I will look tomorrow.');
});

test('a time of one’s own is picked on a phone, by keyboard alone', async ({ visit }) => {
  const customer = newCustomer('Rafael');
  await sandbox.write(customer, 'When do you open on Monday?');
  const page = await visit('/inbox', { viewport: { width: 360, height: 740 } });
  const desk = deskOf(page);
  await desk.open(customer.name);
  await desk.composer.fill('At nine.');
  await desk.thread.getByRole('button', { name: 'Send later' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'In an hour' })).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  await expect(dialog).toBeVisible();
  // Something that the server draws has changed: what is open stays open.
  const { data: [channel] = [] } = await ask<{ id: string }[]>(page.request, 'channels.list');
  const check = { channelId: channel?.id };
  const checked = await ask(page.request, 'channels.check', check, { method: 'mutation' });
  expect(checked.status).toBe(200);
  await expectAxeClean(page);
  await dialog.getByLabel('Time').focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(desk.messages.getByText(/^Goes out/)).toBeVisible();
  await desk.shows('At nine.');
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(scroll).toBeLessThanOrEqual(360);
});

test('a message that missed its time says so, and goes when somebody sends it', async ({
  visit,
}) => {
  const customer = newCustomer('Sofia');
  await sandbox.write(customer, 'Remind me about the offer, please.');
  const page = await visit('/inbox');
  const desk = deskOf(page);
  await desk.open(customer.name);
  await desk.composer.fill('The offer ends tonight.');
  await desk.thread.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'In an hour' }).click();
  await expect(desk.messages.getByText(/^Goes out/)).toBeVisible();
  await rowsOf(
    process.env.E2E_DATA_DIR ?? '',
    `update messages set scheduled_for = now() - interval '3 hours' where text = $1`,
    ['The offer ends tonight.'],
  );
  await page.reload();
  await expect(desk.messages.getByText(/^It was due .* Send now or cancel\.$/)).toBeVisible();
  await expectAxeClean(page);
  await desk.messages.getByRole('button', { name: 'Send now' }).click();
  await expect(desk.tick('Delivered')).toBeVisible();
  expect(await sandbox.taken(customer, 'The offer ends tonight.')).toHaveLength(1);
});

test('work is cancelled once the admin has read what that means, and its message does not go', async ({
  visit,
}) => {
  const customer = newCustomer('Beatriz');
  await sandbox.write(customer, 'Please write to me later.');
  const page = await visit('/inbox');
  const desk = deskOf(page);
  await desk.open(customer.name);
  await desk.composer.fill('It is later now.');
  await desk.thread.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'In an hour' }).click();
  await expect(desk.messages.getByText(/^Goes out/)).toBeVisible();

  const admin = await visit('/settings/system', { as: owner });
  const cancel = admin.getByRole('button', { name: /^Cancel: Send scheduled message/ }).first();
  await cancel.click();
  const dialog = admin.getByRole('alertdialog', { name: 'Cancel this work?' });
  await expect(dialog).toContainText('does not go out at its time');
  await expectAxeClean(admin);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toBeHidden();
  await cancel.click();
  await dialog.getByRole('button', { name: 'Cancel the work' }).click();
  await expect(admin.getByText('It is cancelled')).toBeVisible();
  await expect(desk.messages.getByText(/^Goes out/)).toHaveCount(0);
  await expect(desk.messages.getByText(/cancelled this before it was sent\.$/)).toBeVisible();
  await expect(desk.messages.getByRole('button', { name: 'Retry' })).toBeVisible();
  await expectAxeClean(page);
  await admin.goto('/settings/system?runs=all');
  await expect(admin.getByText(/^Cancelled: .* asked for it\.$/)).toBeVisible();
  expect(await sandbox.taken(customer, 'It is later now.')).toEqual([]);
});
