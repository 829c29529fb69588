import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf, phoneOf } from '#tests/e2e/support/desk.ts';
import { lookInBothThemes, sizes } from '#tests/e2e/support/looks.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
const picture = (name: string) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(onePixel, 'base64'),
});

/** Puts the file of each message of a customer, counted from the oldest, into a state. */
async function putFiles(name: string, states: Record<string, unknown>[]): Promise<void> {
  const files = await rowsOf<{ id: string }>(
    process.env.E2E_DATA_DIR ?? '',
    `select a.id from attachments a join messages m on m.id = a.message_id
     join conversations c on c.id = m.conversation_id join contacts p on p.id = c.contact_id
     where p.name = $1 order by m.occurred_at, m.id`,
    [name],
  );
  for (const [index, state] of states.entries()) {
    const names = Object.keys(state).map((column, at) => `${column} = $${at + 2}`);
    await rowsOf(
      process.env.E2E_DATA_DIR ?? '',
      `update attachments set ${names.join(', ')} where id = $1`,
      [files[index]?.id, ...Object.values(state)],
    );
  }
}

test('a file says why it is not here, and what can be done about it', async ({ visit }) => {
  test.setTimeout(180_000);
  const customer = newCustomer('Meera');
  const phonePage = await visit('/sandbox');
  const phone = phoneOf(phonePage);
  await phone.become(customer);
  const items = ['photo', 'document', 'photo', 'photo', 'voice message', 'document'];
  for (const [index, item] of items.entries()) {
    // A menu that is still fading takes the press that is to open it anew.
    await expect(phonePage.getByRole('menu')).toHaveCount(0);
    await phonePage.getByRole('button', { name: 'Attach' }).click();
    await phonePage.getByRole('menuitem', { name: `Sample ${item}`, exact: true }).click();
    const sent = async () => (await sandbox.chat(customer)).messages.length;
    await expect.poll(sent, { timeout: 20_000 }).toBe(index + 1);
  }
  const first = await visit('/inbox', { as: owner });
  const desk = deskOf(first);
  await desk.open(customer.name);
  await expect(desk.messages.getByRole('link', { name: /Download/ })).toHaveCount(3);
  const away = { storage_key: null, thumbnail_key: null };
  await putFiles(customer.name, [
    { ...away, state: 'failed', failure_text: 'WhatsApp does not have this file any more.' },
    {
      ...away,
      state: 'failed',
      failure_text: 'This file is larger than 100 MB.',
      is_too_large: true,
      size_bytes: null,
    },
    {
      ...away,
      state: 'pending',
      failure_text: 'The provider could not be reached for this file.',
      lease_until: null,
    },
    { ...away, state: 'pending', failure_text: null, lease_until: new Date(Date.now() + 600_000) },
  ]);
  for (const { size, viewport } of sizes) {
    const page = await visit('/inbox', { as: owner, viewport });
    const { messages, open } = deskOf(page);
    await open(customer.name);
    await expect(messages.getByText('Photo could not be fetched')).toBeAttached();
    await expect(messages.getByText(/was not fetched$/)).toBeAttached();
    await expect(messages.getByText('Photo is not here yet')).toBeAttached();
    await expect(messages.getByText(/^Photo · .+, on its way$/)).toBeAttached();
    await expect(messages.getByRole('button', { name: 'Retry' })).toHaveCount(1);
    await expect(messages.getByRole('button', { name: 'Try now' })).toHaveCount(1);
    await lookInBothThemes(page, `states-end-${size}`);
    await page.getByRole('log', { name: 'Messages' }).evaluate((log) => {
      log.scrollTop = -log.scrollHeight;
    });
    await lookInBothThemes(page, `states-top-${size}`);
  }
  await first.reload();
  for (const name of ['Retry', 'Try now']) {
    await desk.messages.getByRole('button', { name }).click();
    await expect(desk.messages.getByRole('button', { name })).toHaveCount(0);
  }
  await expect(desk.messages.getByRole('button', { name: /^Open Photo/ })).toHaveCount(2);
});

test('files are added in every way, refused before they leave, taken out, and sent once', async ({
  visit,
}) => {
  test.setTimeout(180_000);
  const customer = newCustomer('Tara');
  await sandbox.write(customer, 'Could you send me pictures?');
  for (const { size, viewport } of sizes) {
    const page = await visit('/inbox', { as: owner, viewport });
    const desk = deskOf(page);
    await desk.open(customer.name);
    const tray = desk.thread.getByRole('list', { name: 'Files to send' });
    const field = desk.thread.getByLabel('Files to send').and(page.locator('input'));
    await field.setInputFiles([
      picture('before.png'),
      picture('a picture with a long name, taken on the day it all began.png'),
      { name: 'empty.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) },
    ]);
    await expect(tray.getByRole('listitem')).toHaveCount(3);
    await expect(tray.getByText('This file is empty.')).toBeVisible();
    await expect(tray.getByRole('button', { name: /again$/ })).toHaveCount(0);
    await expect(tray.getByRole('progressbar')).toHaveCount(0);
    await lookInBothThemes(page, `tray-${size}`);
    await tray.getByRole('button', { name: 'Remove empty.pdf' }).click();
    await expect(tray.getByRole('listitem')).toHaveCount(2);
    await desk.sendButton.dblclick();
    await expect(tray).toHaveCount(0);
  }
  const sent = async () =>
    (await sandbox.chat(customer)).messages.filter(({ kind }) => kind === 'image').length;
  await expect.poll(sent, { timeout: 20_000 }).toBe(2 * sizes.length);
});

test('a picture that is pasted goes up; one whose line breaks can be tried again', async ({
  visit,
}) => {
  const customer = newCustomer('Kiran');
  await sandbox.write(customer, 'Hello');
  const page = await visit('/inbox', { as: owner, expected: [/net::ERR_FAILED/] });
  const desk = deskOf(page);
  await desk.open(customer.name);
  let isBroken = true;
  await page.route('**/api/attachments?*', (route) =>
    isBroken ? route.abort() : route.fallback(),
  );
  await desk.composer.evaluate((field, base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, onePixel);
  await expect(desk.thread.getByText('The upload broke off.')).toBeVisible();
  await expect(desk.sendButton).toBeDisabled();
  isBroken = false;
  await desk.thread.getByRole('button', { name: 'Try pasted.png again' }).click();
  await expect(desk.sendButton).toBeEnabled();
  await desk.sendButton.click();
  await expect(desk.messages.getByRole('button', { name: /^Open Photo/ })).toBeVisible();
});
