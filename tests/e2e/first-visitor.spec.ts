import type { Page } from '@playwright/test';
import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { expect, test } from '#tests/e2e/support/visitors.ts';

// An installation of its own, as a business has it: no demo, no sandbox, nobody yet.
let app: RunningApp;
const boss = { email: 'iris@yoga.example', password: 'nine small birds' };
const colleague = { email: 'tom@yoga.example', password: 'ten tall trees' };

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  const dataDir = makeDataDir();
  app = await startApp({ dataDir, env: { DEMO: '0', LOG_LEVEL: 'warn' } });
});
test.afterAll(async () => {
  await app.stop();
  await removeDataDir(app.dataDir);
});

/** The link that a dialog of the team page shows, as a path. */
async function shownLink(page: Page): Promise<string> {
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(link).toContain(app.url);
  return new URL(link).pathname;
}

test('the first visitor is asked to open a business, and finds desks that say what lands there', async ({
  visit,
}) => {
  // What a browser says of a password that the server refuses and the page explains.
  const page = await visit('/', { url: app.url, as: null, expected: [/status of 400/] });
  await expect(page).toHaveURL(/\/sign-up/);
  await page.getByRole('button', { name: 'Create your front desk' }).click();
  await expect(page.getByText('Enter the name of your business.')).toBeVisible();
  await page.getByLabel('Business name').fill('Iris Yoga');
  await page.getByLabel('Your name').fill('Iris Oduya');
  await page.getByLabel('Email').fill(boss.email);
  await page.getByLabel('Password', { exact: true }).fill('password');
  await page.getByRole('button', { name: 'Create your front desk' }).click();
  await expect(page.getByText('Many people use this password')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(boss.password);
  await page.getByRole('button', { name: 'Create your front desk' }).click();
  await page.waitForURL(/\/inbox/);
  await expect(page.getByRole('heading', { name: 'Conversations land here' })).toBeVisible();
  await expect(page.getByText('Iris Yoga').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sandbox phone' })).toHaveCount(0);
  await expectAxeClean(page);
  await page.goto('/settings/channels');
  await expect(page.getByText('No channel yet')).toBeVisible();
  await expectAxeClean(page);
  await page.goto('/settings/team');
  await expect(page.getByText('Nobody is being waited for.')).toBeVisible();
});

test('a colleague joins by link and is thrown out of the open page when they are disabled', async ({
  visit,
}) => {
  const page = await visit('/settings/team', { url: app.url, as: boss });
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Email').fill(colleague.email);
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const path = await shownLink(page);

  const expected = [/status of 40[13]/];
  const theirs = await visit(path, { url: app.url, as: null, expected });
  await theirs.getByLabel('Your name').fill('Tom Okafor');
  await theirs.getByLabel('Password', { exact: true }).fill(colleague.password);
  const live = theirs.waitForRequest(/\/api\/realtime/);
  await theirs.getByRole('button', { name: 'Join' }).click();
  await theirs.waitForURL(/\/inbox/);
  await expect(theirs.getByRole('heading', { name: 'Conversations land here' })).toBeVisible();
  await theirs.goto('/settings/security');
  await expect(theirs.getByRole('link', { name: 'Team' })).toHaveCount(0);
  await expect(theirs.getByRole('link', { name: 'Profile' })).toHaveCount(0);
  await live;

  await page.getByRole('button', { name: 'More for Tom Okafor' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await expect(page.getByText('Tom Okafor is disabled')).toBeVisible();
  await expect(theirs).toHaveURL(/\/sign-in/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Disabled', { exact: true })).toHaveCount(0);
});

test('a password link that an owner makes ends the sessions that were open', async ({ visit }) => {
  const page = await visit('/settings/team', { url: app.url, as: boss });
  const expected = [/status of 40[13]/];
  const theirs = await visit('/inbox', { url: app.url, as: colleague, expected });
  await page.getByRole('button', { name: 'More for Tom Okafor' }).click();
  await page.getByRole('menuitem', { name: 'Make a password link' }).click();
  const path = await shownLink(page);

  const elsewhere = await visit(path, { url: app.url, as: null });
  await elsewhere.getByLabel('New password').fill('eleven green doors');
  await elsewhere.getByRole('button', { name: 'Set the password and sign in' }).click();
  await elsewhere.waitForURL(/\/inbox/);
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/sign-in/);
  await elsewhere.goto(path);
  await expect(elsewhere.getByRole('textbox')).toHaveCount(0);
  await expectAxeClean(elsewhere);
});

test('a session ended from the list of sessions is over in its open page', async ({ visit }) => {
  const expected = [/status of 40[13]/];
  const theirs = await visit('/inbox', { url: app.url, as: boss, expected });
  const page = await visit('/settings/security', { url: app.url, as: boss });
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText(/signed out$/)).toBeVisible();
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/sign-in/);
});
