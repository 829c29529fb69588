import type { Page } from '@playwright/test';
import { generatedSecrets } from '#server/generated-secrets.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { freePort, makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sandboxAt, startSandbox } from '#tests/e2e/support/sandbox.ts';
import type { SandboxControl } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, test } from '#tests/e2e/support/visitors.ts';

// The provider is a process of its own, so that a number is connected to it as to the real one.
let app: RunningApp;
let provider: Awaited<ReturnType<typeof startSandbox>>;
let sandbox: SandboxControl;
let secrets: ReturnType<typeof sandboxSecrets>;
const number = { phone_number_id: '500000000000001', waba_id: '500000000000000' };

test.describe.configure({ mode: 'serial', timeout: 90_000 });

test.beforeAll(async () => {
  const dataDir = makeDataDir();
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const webhookUrl = `http://127.0.0.1:${port}/api/webhooks/whatsapp`;
  provider = await startSandbox({ dataDir, port: sandboxPort, webhookUrl });
  app = await startApp({
    dataDir,
    port,
    env: { LOG_LEVEL: 'warn', GRAPH_API_BASE_URL: provider.url },
  });
  sandbox = sandboxAt(provider.url, dataDir);
  secrets = sandboxSecrets(generatedSecrets(dataDir).NEXTAUTH_SECRET);
  await sandbox.saveNumber({
    ...number,
    display_phone_number: '912255500222',
    verified_name: 'Luxe Salon Andheri',
    webhook_url: webhookUrl,
  });
  await sandbox.setCondition({ phone_number_id: number.phone_number_id, subscribed: false });
});

test.afterAll(async () => {
  await app.stop();
  await provider.stop();
  await removeDataDir(app.dataDir);
});

const list = (page: Page) => page.getByRole('list', { name: 'Channels' });
const toast = (page: Page, text: string | RegExp) => expect(page.getByText(text)).toBeVisible();

async function paste(page: Page, token: string, secret = secrets.appSecret) {
  await page.getByLabel('Phone number ID').fill(number.phone_number_id);
  await page.getByLabel('WhatsApp Business Account ID').fill(number.waba_id);
  await page.getByLabel('Access token', { exact: true }).fill(token);
  await page.getByLabel('App secret', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

test('a number is connected step by step, and nothing is lost when a step fails', async ({
  visit,
}) => {
  const page = await visit('/settings/channels', { url: app.url, expected: [/status of 400/] });
  await page.getByRole('link', { name: 'Add', exact: true }).click();
  await expectAxeClean(page);
  await page.getByRole('link', { name: /A number on WhatsApp/ }).click();
  await expect(page.getByText('Make an app at Meta')).toBeVisible();
  await paste(page, 'not the token');
  await expect(page.getByText('There is a space or a line break in this token')).toBeVisible();
  await paste(page, 'guessed');
  await expect(page.getByText('Meta does not accept this access token')).toBeVisible();
  await expect(page.getByLabel('Phone number ID')).toHaveValue(number.phone_number_id);
  await expect(page.getByLabel('App secret', { exact: true })).toHaveValue(secrets.appSecret);
  await expectAxeClean(page);
  // A reload costs no id, and the browser asks before it costs a token.
  const asked = page.waitForEvent('dialog');
  const reloaded = page.reload();
  await (await asked).accept();
  await reloaded;
  await expect(page.getByLabel('Phone number ID')).toHaveValue(number.phone_number_id);
  await expect(page.getByLabel('WhatsApp Business Account ID')).toHaveValue(number.waba_id);
  await expect(page.getByLabel('Access token', { exact: true })).toHaveValue('');
  await paste(page, secrets.accessToken, 'of another app');
  await expect(page.getByText('There is a space or a line break in this secret')).toBeVisible();
  await paste(page, secrets.accessToken, 'of-another-app');
  await expect(page.getByText('This is not the secret of the app')).toBeVisible();
  await paste(page, secrets.accessToken);
  await expect(page.getByText('Luxe Salon Andheri · 912255500222')).toBeVisible();
  await page.getByRole('button', { name: 'Connect 912255500222' }).click();
  await expect(page.getByRole('textbox', { name: 'Callback address' })).toHaveValue(
    /\/api\/webhooks\/whatsapp$/,
  );
  const token = await page.getByRole('textbox', { name: 'Verify token' }).inputValue();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Verify token' })).toHaveValue(token);
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '1158201444',
    'hub.verify_token': token,
  });
  const shaken = await fetch(`${app.url}/api/webhooks/whatsapp?${query.toString()}`);
  expect(await shaken.text()).toBe('1158201444');
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'I have done it, check' }).click();
  await page.waitForURL(/\/settings\/channels\?channel=/);
  const detail = page.getByRole('region', { name: 'Luxe Salon Andheri' });
  await expect(detail.getByText('Signed in to WhatsApp')).toBeVisible();
  await expect(detail.getByText('Permanent key')).toBeVisible();
  // The app under test has no public address, and the doctor says so.
  await expect(detail.getByText(/Meta cannot get to this address/)).toBeVisible();
  await expect(list(page)).toContainText('1 to fix');
  await expectAxeClean(page);
});

test('the doctor sees what breaks, and what is mended', async ({ visit }) => {
  const page = await visit('/settings/channels', { url: app.url });
  await list(page)
    .getByRole('link', { name: /Luxe Salon Andheri/ })
    .click();
  const detail = page.getByRole('region', { name: 'Luxe Salon Andheri' });
  const condition = (changes: object) =>
    sandbox.setCondition({ phone_number_id: number.phone_number_id, ...changes });
  await condition({ quality: 'RED', missing_fields: ['messages'] });
  await detail.getByRole('button', { name: 'Check again' }).click();
  await expect(detail.getByText('Quality is low')).toBeVisible();
  await expect(detail.getByText(/ticks are missing/)).toBeVisible();
  await condition({});
  await detail.getByRole('button', { name: 'Check again' }).click();
  await expect(detail.getByText('Quality is high')).toBeVisible();
  await expect(detail.getByText('All webhook fields are switched on')).toBeVisible();
});

test('on a phone, a press on a channel brings how it is doing into view', async ({ visit }) => {
  const viewport = { width: 360, height: 640 };
  const page = await visit('/settings/channels', { url: app.url, viewport });
  const row = list(page).getByRole('link', { name: /Luxe Salon Andheri/ });
  const title = page
    .getByRole('region', { name: 'Luxe Salon Andheri' })
    .getByRole('heading', { name: 'Luxe Salon Andheri' });
  // The second time it is chosen already.
  for (const _ of ['another was chosen', 'it is chosen']) {
    await row.click();
    await expect(title).toBeInViewport();
    await expect(row).not.toBeInViewport();
  }
});

test('a test message goes out and can be followed', async ({ visit }) => {
  const page = await visit('/settings/channels', { url: app.url, expected: [/status of 400/] });
  await list(page)
    .getByRole('link', { name: /Luxe Salon Andheri/ })
    .click();
  const detail = page.getByRole('region', { name: 'Luxe Salon Andheri' });
  await detail.getByRole('button', { name: 'Send me a test message' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your own number').fill('my phone');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog.getByText('This is no number')).toBeVisible();
  const { wa_id: waId } = newCustomer('Test');
  await dialog.getByLabel('Your own number').fill(`+${waId}`);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByRole('link', { name: 'See it arrive' }).click();
  await page.waitForURL(/\/inbox\//);
  await expect(page.getByText('A test with the template hello_world.').first()).toBeVisible();
});

test('it is renamed, let go with its history kept, and connected again', async ({ visit }) => {
  const page = await visit('/settings/channels', { url: app.url });
  await list(page)
    .getByRole('link', { name: /Luxe Salon Andheri/ })
    .click();
  await page.getByRole('button', { name: 'More for Luxe Salon Andheri' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Andheri');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await toast(page, 'It is called Andheri now');
  await page.getByRole('button', { name: 'More for Andheri' }).click();
  await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('All conversations stay');
  await expectAxeClean(page);
  await question.getByRole('button', { name: 'Disconnect' }).click();
  await toast(page, 'Andheri is disconnected');
  await expect(list(page)).toContainText('Disconnected');
  // An address that was kept from the day it was connected does not say that it still is.
  const { search } = new URL(page.url());
  const again = await visit(`/settings/channels/new/whatsapp${search}`, { url: app.url });
  await expect(again.getByRole('button', { name: 'Check', exact: true })).toBeVisible();
  await expect(again.getByText('Connected', { exact: true })).toHaveCount(0);
  const detail = page.getByRole('region', { name: 'Andheri' });
  await detail.getByLabel('Access token', { exact: true }).fill(secrets.accessToken);
  await detail.getByLabel('App secret', { exact: true }).fill(secrets.appSecret);
  await detail.getByRole('button', { name: 'Connect again' }).click();
  await toast(page, 'Andheri is connected again');
  await expect(list(page)).not.toContainText('Disconnected');
});

test('agents are told whom to ask', async ({ visit }) => {
  for (const path of ['', '/new', '/new/whatsapp']) {
    const page = await visit(`/settings/channels${path}`, { url: app.url, as: agent });
    await expect(page.getByText('For admins and owners')).toBeVisible();
  }
});
