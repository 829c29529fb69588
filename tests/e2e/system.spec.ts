import { rowsOf } from '#tests/e2e/support/database.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { expect, test } from '#tests/e2e/support/visitors.ts';

const dataDir = process.env.E2E_DATA_DIR ?? '';

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
