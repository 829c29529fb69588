import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectAxeClean, expectEnoughContrast } from '#tests/e2e/support/page.ts';

// Set to a folder, pictures are put there for people to look at.
const album = process.env.E2E_ALBUM;

export const sizes = [
  { size: '1440', viewport: { width: 1440, height: 900 } },
  { size: '360', viewport: { width: 360, height: 740 } },
];

/** Nothing may be wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth, 'width of the page').toBeLessThanOrEqual(clientWidth);
}

/**
 * Looks at a page, or at a part of it, in light and in dark: it is clean for axe and fits. The page
 * follows the system while it is open, so that in dark only its colours are others.
 */
export async function lookInBothThemes(page: Page, what: string, within?: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveClass(new RegExp(colorScheme));
    await expectNoSidewaysScroll(page);
    if (album) await page.screenshot({ path: `${album}/${what}-${colorScheme}.png` });
    if (colorScheme === 'light') await expectAxeClean(page, within);
    else await expectEnoughContrast(page, within);
  }
}
