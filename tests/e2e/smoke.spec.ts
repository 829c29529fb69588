import { expect, test } from '@playwright/test';
import { expectAxeClean, signIn, watchFaults } from '#tests/e2e/support/page.ts';

test('health answers with every check', async ({ request }) => {
  const answer = await request.get('/api/health');
  expect(answer.status()).toBe(200);
  const checks = expect.objectContaining({ database: 'ok', jobs: 'ok', realtime: 'ok' }) as unknown;
  expect(await answer.json()).toEqual({ status: 'ok', checks });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the sign-in page in ${colorScheme} has no fault and nothing for axe`, async ({ page }) => {
    const faults = watchFaults(page);
    await page.emulateMedia({ colorScheme });
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: /^sign in$/i })).toBeVisible();
    await expectAxeClean(page);
    expect(faults.list()).toEqual([]);
  });
}

test('a page for members sends a visitor to the sign-in page', async ({ page }) => {
  await page.goto('/inbox');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a member signs in and the inbox opens without a fault', async ({ page }) => {
  const faults = watchFaults(page);
  await signIn(page);
  await expect(page.getByRole('main')).toBeVisible();
  await expectAxeClean(page);
  expect(faults.list()).toEqual([]);
});
