import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { expectAxeClean, signIn, watchFaults } from '#tests/e2e/support/page.ts';

const password = 'nine small birds';
// What a browser says of a 401 or 403 that the page itself explains.
const refusals = [/status of 40[0-9]/];

interface Person {
  page: Page;
  email: string;
  faults: ReturnType<typeof watchFaults>;
}

async function newPage(browser: Browser) {
  const page = await (await browser.newContext()).newPage();
  return { page, faults: watchFaults(page, refusals) };
}

async function openBusiness(browser: Browser, businessName: string): Promise<Person> {
  const { page, faults } = await newPage(browser);
  const email = `owner-${randomUUID()}@example.test`;
  await page.goto('/sign-up');
  await page.getByLabel('Business name').fill(businessName);
  await page.getByLabel('Your name').fill('Meera Kapoor');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create your front desk' }).click();
  await page.waitForURL(/\/inbox/);
  return { page, email, faults };
}

async function invite(page: Page, email: string): Promise<string> {
  await page.goto('/settings/team');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Email').fill(email);
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  return new URL(link).pathname;
}

async function join(browser: Browser, path: string, name: string): Promise<Person> {
  const { page, faults } = await newPage(browser);
  await page.goto(path);
  const email = await page.getByLabel('Email').inputValue();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.waitForURL(/\/inbox/);
  return { page, email, faults };
}

test('a stranger opens a business, a colleague joins by link, and both see its new name at once', async ({
  browser,
}) => {
  const owner = await openBusiness(browser, 'Studio One');
  const path = await invite(owner.page, `agent-${randomUUID()}@example.test`);
  const agent = await join(browser, path, 'Kavya Nair');
  await expect(owner.page.getByText('Kavya Nair')).toBeVisible();
  await expect(agent.page.getByText('Studio One').first()).toBeVisible();

  await owner.page.goto('/settings/profile');
  await owner.page.getByLabel('Name', { exact: true }).fill('Studio Two');
  await owner.page.getByLabel('Phone').fill('12');
  await owner.page.getByRole('button', { name: 'Save' }).click();
  await expect(owner.page.getByText('This is not a phone number.')).toBeVisible();
  await owner.page.getByLabel('Phone').fill('+44 20 7946 0018');
  await owner.page.getByRole('button', { name: 'Save' }).click();
  await expect(owner.page.getByText('Profile saved')).toBeVisible();
  await expect(owner.page.getByText('Studio Two').first()).toBeVisible();
  await expect(agent.page.getByText('Studio Two').first()).toBeVisible();
  await expectAxeClean(owner.page);
  await owner.page.reload();
  await expect(owner.page.getByLabel('Phone')).toHaveValue('+44 20 7946 0018');
  expect([...owner.faults.list(), ...agent.faults.list()]).toEqual([]);
});

test('an agent sees no admin page, and is out the moment they are disabled', async ({
  browser,
}) => {
  const owner = await openBusiness(browser, 'Studio One');
  const path = await invite(owner.page, `agent-${randomUUID()}@example.test`);
  const agent = await join(browser, path, 'Kavya Nair');
  for (const page of ['profile', 'team', 'channels']) {
    await agent.page.goto(`/settings/${page}`);
    await expect(agent.page.getByText('For admins and owners')).toBeVisible();
  }
  await agent.page.goto('/settings');
  await expect(agent.page).toHaveURL(/\/settings\/security/);

  await owner.page.goto('/settings/team');
  await owner.page.getByRole('button', { name: 'More for Kavya Nair' }).click();
  await owner.page.getByRole('menuitem', { name: 'Disable' }).click();
  await expect(owner.page.getByText('Kavya Nair is disabled')).toBeVisible();
  await agent.page.goto('/inbox');
  await expect(agent.page).toHaveURL(/\/sign-in/);
  const used = await newPage(browser);
  await used.page.goto(path);
  await expect(used.page.getByText('This invitation does not work any more')).toBeVisible();
});

test('a forgotten password is replaced by a link that an owner makes', async ({ browser }) => {
  const owner = await openBusiness(browser, 'Studio One');
  const path = await invite(owner.page, `agent-${randomUUID()}@example.test`);
  const agent = await join(browser, path, 'Kavya Nair');
  await owner.page.goto('/settings/team');
  await owner.page.getByRole('button', { name: 'More for Kavya Nair' }).click();
  await owner.page.getByRole('menuitem', { name: 'Make a password link' }).click();
  const link = await owner.page.getByRole('textbox', { name: 'Link' }).inputValue();

  const elsewhere = await newPage(browser);
  await elsewhere.page.goto(new URL(link).pathname);
  await elsewhere.page.getByLabel('New password').fill('password1');
  await elsewhere.page.getByRole('button', { name: 'Set the password' }).click();
  await expect(elsewhere.page.getByText('Many people use this password')).toBeVisible();
  await elsewhere.page.getByLabel('New password').fill('ten tall trees');
  await elsewhere.page.getByRole('button', { name: 'Set the password' }).click();
  await elsewhere.page.waitForURL(/\/inbox/);
  await agent.page.goto('/inbox');
  await expect(agent.page).toHaveURL(/\/sign-in/);
  await signIn(agent.page, agent.email, 'ten tall trees');
});

test('a session is ended from another one', async ({ browser }) => {
  const owner = await openBusiness(browser, 'Studio One');
  const phone = await newPage(browser);
  await signIn(phone.page, owner.email, password);
  await owner.page.goto('/settings/security');
  await expect(owner.page.getByText('This browser')).toBeVisible();
  await owner.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(owner.page.getByText('One device signed out')).toBeVisible();
  await phone.page.goto('/inbox');
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await owner.page.reload();
  await expect(owner.page.getByText('This browser')).toBeVisible();
  await expectAxeClean(owner.page);
});

test('a wrong password says what an unknown email says', async ({ page }) => {
  const sentenceFor = async (email: string) => {
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    return page.getByText('do not match').textContent();
  };
  const known = await sentenceFor('agent@demo.test');
  expect(known).toBe(await sentenceFor(`${randomUUID()}@example.test`));
});

test('an owner deletes the business by typing its name, and may open a new one', async ({
  browser,
}) => {
  const { page } = await openBusiness(browser, 'Studio One');
  await page.goto('/settings/profile');
  await page.getByRole('button', { name: 'Delete Studio One' }).click();
  await page.getByLabel(/to confirm/).fill('Studio');
  await expect(page.getByRole('button', { name: 'Delete for everybody' })).toBeDisabled();
  await page.getByLabel(/to confirm/).fill('Studio One');
  await page.getByRole('button', { name: 'Delete for everybody' }).click();
  await page.waitForURL(/\/sign-up/);
  await page.getByLabel('Business name').fill('Studio Two');
  await page.getByRole('button', { name: 'Create the business' }).click();
  await page.waitForURL(/\/inbox/);
  await expect(page.getByText('Studio Two').first()).toBeVisible();
});
