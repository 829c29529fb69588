import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
const dataDir = process.env.E2E_DATA_DIR ?? '';

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

test('a channel that was paused is resumed where the system shows that it is', async ({
  visit,
}) => {
  const reason = 'The access token of this account has expired.';
  // Of its own: the other tests send through the demo's.
  await rowsOf(
    dataDir,
    `insert into channels (business_id, kind, name, external_id, display_address,
       encrypted_credentials, status, status_reason)
     select id, 'whatsapp', 'Second number', '400000000000001', '+55 11 4000-0001', 'sealed',
       'paused', $1 from businesses where is_demo`,
    [reason],
  );
  const page = await visit('/settings/system');
  const row = page
    .getByRole('region', { name: 'Sending' })
    .getByRole('listitem')
    .filter({ hasText: 'Second number' });
  await expect(row).toContainText(reason);
  await expectAxeClean(page);
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row).not.toContainText(reason);
  await expect(row.getByText('Sends', { exact: true })).toBeVisible();
  await rowsOf(dataDir, `delete from channels where external_id = '400000000000001'`);
});
