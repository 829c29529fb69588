import type { Page } from '@playwright/test';
import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { expectNoSidewaysScroll, lookInBothThemes, sizes } from '#tests/e2e/support/looks.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { expect, owner, test } from '#tests/e2e/support/visitors.ts';
import { hour, wroteAgo } from '#tests/e2e/support/wrote-ago.ts';

const sandbox = sharedSandbox();
// Set to a folder, each picture is put there for people to look at.
const album = process.env.E2E_ALBUM;
const everybody = 'Nisha Bhatt';

/** The seeded conversation with a message of every kind. */
async function openEveryKind(page: Page) {
  const desk = deskOf(page);
  await desk.open(everybody);
  await expect(desk.messages.getByText('This Saturday, the 22nd, right?')).toBeAttached();
  return desk;
}

/** Scrolls from the newest to the oldest, a screen at a time, and looks at each. */
async function leafThrough(page: Page, what: string): Promise<void> {
  const log = page.getByRole('log', { name: 'Messages' });
  const screens = await log.evaluate((element) =>
    Math.ceil(element.scrollHeight / element.clientHeight),
  );
  for (let screen = 0; screen < screens; screen += 1) {
    await log.evaluate((element, by) => {
      element.scrollTop = -by * element.clientHeight;
    }, screen);
    // What stands around the messages stays as it is.
    await lookInBothThemes(page, `${what}-${screen}`, screen === 0 ? undefined : '[role=log]');
  }
}

for (const { size, viewport } of sizes) {
  test(`every kind of message at ${size} px is shown, clean for axe and fits, in light and in dark`, async ({
    visit,
  }) => {
    test.setTimeout(180_000);
    const page = await visit('/inbox?q=Nisha', { as: owner, viewport });
    const { messages } = await openEveryKind(page);
    await expect(messages.getByText('Campaign', { exact: true })).toBeAttached();
    await expect(messages.getByText('Pick a day', { exact: true })).toHaveCount(2);
    await expect(messages.getByText('Came from an ad')).toBeAttached();
    await expect(messages.getByRole('img', { name: /^Nisha Bhatt reacted/ })).toBeAttached();
    await expect(messages.getByRole('button', { name: /^We reacted with/ })).toBeAttached();
    await expect(messages.getByText(`${everybody} deleted this message`)).toBeAttached();
    await expect(messages.getByText('Wait, is that this Saturday or next?')).toHaveCount(0);
    await messages.getByRole('button', { name: /^Edited/ }).click();
    await expect(messages.getByText('This Saturday, the 21st, right?')).toBeVisible();
    await expect(messages.getByText('From your phone')).toBeAttached();
    await expect(messages.getByText('Forwarded', { exact: true })).toBeAttached();
    await expect(messages.getByText('₹3,350', { exact: true })).toBeAttached();
    await expect(messages.getByText('Picked from a list')).toBeAttached();
    await expect(messages.getByText('Balayage and gloss', { exact: true })).toBeAttached();
    await expect(messages.getByText('August, at home')).toBeAttached();
    await expect(messages.getByRole('link', { name: 'Open in Maps' })).toBeAttached();
    await leafThrough(page, `kinds-${size}`);
  });
}

test('long words, other scripts and false addresses stay in their bubbles at 360 px', async ({
  visit,
}) => {
  const customer = newCustomer('Layla');
  await sandbox.write(customer, 'Hairdressersappointment'.repeat(20));
  await sandbox.write(customer, 'هل لديكم موعد يوم السبت؟');
  await sandbox.write(customer, 'javascript:alert(1) or https://example.com/?a=1');
  const page = await visit('/inbox', { as: owner, viewport: { width: 360, height: 740 } });
  const { messages, open } = deskOf(page);
  await open(customer.name);
  await expect(messages.getByText(/^Hairdressers/)).toBeVisible();
  const isTooWide = await messages.evaluate(
    ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
  );
  expect(isTooWide).toBe(false);
  await expectNoSidewaysScroll(page);
  await expect(messages.getByText('هل لديكم موعد يوم السبت؟')).toHaveCSS('direction', 'rtl');
  await expect(messages.getByRole('link')).toHaveCount(1);
  await expect(messages.getByRole('link')).toHaveAttribute('href', 'https://example.com/?a=1');
  await expect(messages.getByRole('link')).toHaveAttribute('rel', /noopener/);
});

test('files of a conversation can be seen, heard and taken home, by keyboard alone', async ({
  visit,
}) => {
  const page = await visit('/inbox?q=Nisha', { as: owner });
  const { messages } = await openEveryKind(page);
  const photo = messages.getByRole('button', { name: `Open Photo from ${everybody}` });
  const before = await photo.boundingBox();
  await photo.focus();
  await page.keyboard.press('Enter');
  const lightbox = page.getByRole('dialog', { name: `Photo from ${everybody}` });
  await expect(lightbox.getByRole('img')).toBeVisible();
  await expect(lightbox.getByRole('link', { name: 'Download' })).toHaveAttribute('href', /.+/);
  await expectAxeClean(page);
  await page.keyboard.press('Escape');
  await expect(lightbox).toBeHidden();
  await expect(photo).toBeFocused();
  const after = await photo.boundingBox();
  expect(after?.height, 'its place is the same loaded and not').toBe(before?.height);

  const voice = messages.getByRole('group', { name: `Voice message from ${everybody}` });
  await voice.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Enter');
  await expect(voice.getByRole('button', { name: 'Pause' })).toBeVisible();
  await voice.getByRole('button', { name: /^Speed/ }).press('Enter');
  await expect(voice.getByRole('button', { name: 'Speed: 1.5 times' })).toBeVisible();
  await expect(voice.getByRole('slider', { name: 'Position' })).toBeEnabled();
  await expect(messages.getByRole('link', { name: /^Colour prices\.pdf/ })).toHaveAttribute(
    'href',
    /.+/,
  );
});

test('a reaction is put on a message, seen by others, and taken back', async ({ visit }) => {
  const customer = newCustomer('Isabela');
  await sandbox.write(customer, 'See you on Friday!');
  const [page, other] = await Promise.all([visit('/inbox'), visit('/inbox', { as: owner })]);
  const [hers, theirs] = [deskOf(page), deskOf(other)];
  await Promise.all([hers.open(customer.name), theirs.open(customer.name)]);
  await hers.messages.getByRole('button', { name: 'React to this message' }).click();
  const picker = page.getByRole('dialog', { name: 'React to this message' });
  await expectAxeClean(page);
  await picker.getByRole('button', { name: 'React with 🙏' }).click();
  for (const desk of [hers, theirs]) {
    await expect(desk.messages.getByRole('button', { name: /^We reacted with 🙏/ })).toBeVisible();
    await expect(desk.row(customer.name)).toContainText('See you on Friday!');
  }
  await hers.messages.getByRole('button', { name: /^We reacted with 🙏/ }).click();
  for (const desk of [hers, theirs]) {
    await expect(desk.messages.getByRole('button', { name: /^We reacted/ })).toHaveCount(0);
  }
});

test('a voice message that is answered is called one in the field, and in the answer', async ({
  visit,
}) => {
  const page = await visit('/inbox?q=Nisha', { as: owner });
  const desk = await openEveryKind(page);
  const voice = page.getByRole('group', { name: `Voice message from ${everybody}` });
  await voice.hover();
  const bubble = desk.messages.locator('.group').filter({ has: voice });
  await bubble.getByRole('button', { name: 'Reply to this message' }).click();
  await expect(desk.thread.getByText('Voice message, 0:06')).toBeVisible();
  await desk.reply('I will listen to it at noon.');
  await desk.shows('I will listen to it at noon.');
  await expect(desk.messages.getByRole('blockquote').last()).toContainText('Voice message, 0:06');
});

test('who runs out of time stands under closing soon, the most urgent first', async ({ visit }) => {
  const [late, later] = [newCustomer('Ritika'), newCustomer('Karan')];
  await sandbox.write(later, 'No hurry');
  await sandbox.write(late, 'Are you there?');
  const page = await visit('/inbox', { as: owner });
  const desk = deskOf(page);
  await expect(desk.row(late.name)).toBeVisible();
  await wroteAgo(late.name, 23.5 * hour);
  await wroteAgo(later.name, 21 * hour);
  await page.reload();
  await page.getByRole('link', { name: /^Closing soon \d/ }).click();
  await expect(page).toHaveURL(/view=closing/);
  await expect(desk.row(late.name)).toContainText(/Time left to reply: \d+ m/);
  await expect(desk.row(later.name)).toContainText('2 h 5');
  const names = await desk.list.locator('a[data-conversation]').allInnerTexts();
  const placeOf = (name: string) => names.findIndex((text) => text.includes(name));
  expect(placeOf(late.name)).toBeLessThan(placeOf(later.name));
  await expectAxeClean(page);
  if (album) await page.screenshot({ path: `${album}/closing-soon.png` });

  await sandbox.write(late, 'I write again, so there is time.');
  await expect(desk.row(late.name)).toHaveCount(0);
  await expect(desk.row(later.name)).toBeVisible();
});

test('the list of those who run out of time says what lands there while it is empty', async ({
  visit,
}) => {
  const page = await visit('/inbox?view=closing&q=nobody-of-this-name', { as: owner });
  const desk = deskOf(page);
  await expect(page.getByText('Nobody found')).toBeVisible();
  await page.goto('/inbox?view=closing');
  await rowsOf(
    process.env.E2E_DATA_DIR ?? '',
    `update conversations set last_inbound_at = now() where last_inbound_at < now() - interval '19 hours'`,
  );
  await page.reload();
  await expect(page.getByText('Nobody is running out of time')).toBeVisible();
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Show all open ones' }).click();
  await expect(desk.list.locator('a[data-conversation]').first()).toBeVisible();
});
