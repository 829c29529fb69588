import { request as browserless } from '@playwright/test';
import type { APIRequestContext, Page } from '@playwright/test';
import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { deskOf, said } from '#tests/e2e/support/desk.ts';
import { ask, signInByRequest, tell } from '#tests/e2e/support/http.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sandboxAt } from '#tests/e2e/support/sandbox.ts';
import type { Customer, SandboxControl } from '#tests/e2e/support/sandbox.ts';
import { expect, owner, test } from '#tests/e2e/support/visitors.ts';

let app: RunningApp;
let sandbox: SandboxControl;
let request: APIRequestContext;
let channelId: string;
// An app of its own: its number is made slow, so that there is time to stop what is being sent.
test.beforeAll(async () => {
  const dataDir = makeDataDir();
  app = await startApp({ dataDir });
  sandbox = sandboxAt(app.url, dataDir);
  request = await browserless.newContext({ baseURL: app.url });
  await signInByRequest(request, app.url);
  const numbers = await ask<{ channelId: string }[]>(request, 'channels.sandboxNumbers');
  channelId = numbers.data?.[0]?.channelId ?? '';
  await tell(request, 'channels.update', { channelId, sendsPerSecond: 1 });
});
test.afterAll(async () => {
  await request.dispose();
  await app.stop();
  await removeDataDir(app.dataDir);
});

/** The contact of a customer who has just written. */
async function write(customer: Customer): Promise<string> {
  await sandbox.write(customer, 'Hello!');
  let contactId = '';
  await expect(async () => {
    const input = { search: customer.wa_id };
    const list = await ask<{ conversations: { contactId: string }[] }>(
      request,
      'conversations.list',
      input,
    );
    contactId = list.data?.conversations[0]?.contactId ?? '';
    expect(contactId).not.toBe('');
  }).toPass();
  return contactId;
}

async function launch(name: string, text: string, contactIds: string[]): Promise<void> {
  const input = { name, text, channelId, contactIds };
  const created = await tell<{ campaignId: string }>(request, 'campaigns.create', input);
  const { campaignId } = created.data ?? { campaignId: '' };
  expect((await tell(request, 'campaigns.launch', { campaignId })).status).toBe(200);
}

const rowOf = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Bulk sends' }).getByRole('listitem', { name });

test('an admin watches a bulk send go out, pauses it, goes on, and cancels the rest', async ({
  visit,
}) => {
  test.setTimeout(120_000);
  const customers = Array.from({ length: 30 }, () => newCustomer('Elsa'));
  const contactIds: string[] = [];
  for (const customer of customers) contactIds.push(await write(customer));
  const page = await visit('/settings/system', { url: app.url, as: owner });
  await expect(page.getByText('Nothing was sent in bulk')).toBeVisible();

  const text = 'Ten percent off in March.';
  await launch('Spring offer', text, contactIds);
  const row = rowOf(page, 'Spring offer');
  await expect(row).toContainText('Sending');
  await expect(row).toContainText(/[1-9]\d* of 30 sent/);
  await row.getByRole('button', { name: 'Pause Spring offer' }).click();
  await expect(row).toContainText('Paused');
  const taken = async () =>
    (await sandbox.ledger()).messages.filter(
      (message) => message.direction === 'to_customer' && message.text === text,
    );
  // What was with the provider when the button was pressed has been answered by now.
  await expect(row).toContainText(`${String((await taken()).length)} of 30 sent`);

  await row.getByRole('button', { name: 'Resume Spring offer' }).click();
  await expect(row).toContainText('Sending');
  await row.getByRole('button', { name: 'Cancel the rest of Spring offer' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('This cannot be undone');
  await dialog.getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(row).toContainText('Cancelled');
  await expect(row).toContainText('not sent');
  await expect(row.getByRole('button')).toHaveCount(0);

  const reached = (await taken()).map(({ customer }) => customer);
  expect(new Set(reached).size).toBe(reached.length);
  expect(reached.length).toBeLessThan(30);
  await expectAxeClean(page);
});

test('it stands in the thread that is open, and leaves the list as it was', async ({ visit }) => {
  const [first, second] = [newCustomer('Ines'), newCustomer('Rui')];
  const contactIds = [await write(first), await write(second)];
  const page = await visit('/inbox', { url: app.url, as: owner });
  const desk = deskOf(page);
  await desk.open(first.name);
  const rows = desk.list.locator('a[data-conversation]');
  const names = async () => (await rows.allInnerTexts()).map((lines) => lines.split('\n', 1)[0]);
  const before = await names();
  await launch('Thank you', 'Thank you for coming by!', contactIds);
  await expect(said(desk.messages, 'Thank you for coming by!')).toBeVisible();
  expect(await names()).toEqual(before);
});

test('who could not be written to stands there with the reason, also on a small dark screen', async ({
  visit,
}) => {
  const answer = await tell<{ campaignId: string }>(request, 'campaigns.create', {
    name: 'For everyone',
    text: 'We are closed on Monday.',
    channelId,
    isToEveryone: true,
  });
  await tell(request, 'channels.update', { channelId, sendsPerSecond: 100 });
  await tell(request, 'campaigns.launch', { campaignId: answer.data?.campaignId });
  const viewport = { width: 360, height: 740 };
  const page = await visit('/settings/system', {
    url: app.url,
    as: owner,
    viewport,
    colorScheme: 'dark',
  });
  const row = rowOf(page, 'For everyone');
  await expect(row).toContainText('Done');
  // The demo's older conversations are past their reply window.
  await row.getByText(/\d+ skipped/).click();
  await expect(row).toContainText('24 hours after');
  await expectAxeClean(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(viewport.width);
});

test('while the provider takes nothing it says so and when it goes on, and then everybody is sent to', async ({
  visit,
}) => {
  const contactId = await write(newCustomer('Sofia'));
  await sandbox.misbehave({ fail: { code: 130429, http_status: 429, count: 1 } });
  const page = await visit('/settings/system', { url: app.url, as: owner });
  await launch('A patient one', 'Ten percent off.', [contactId]);
  const row = rowOf(page, 'A patient one');
  await expect(row).toContainText('asks this channel to send more slowly. It goes on');
  await expect(row).toContainText('Waiting');
  await expectAxeClean(page);
  await expect(row).toContainText('1 of 1 sent', { timeout: 30_000 });
  await sandbox.misbehave({});
});
