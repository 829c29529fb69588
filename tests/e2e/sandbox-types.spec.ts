import { phoneOf, said } from '#tests/e2e/support/desk.ts';
import { expectAxeClean } from '#tests/e2e/support/page.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { expect, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
/** One grey pixel. */
const picture = {
  name: 'pixel.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
    'base64',
  ),
};

test('a customer sends a picture of their own, samples, a place and a card, and sees each on the phone', async ({
  visit,
}) => {
  const customer = newCustomer('Noor');
  const page = await visit('/sandbox');
  const phone = phoneOf(page);
  await phone.become(customer);
  const attach = async (item: string) => {
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  await attach('Sample photo');
  await expect(phone.chat.getByRole('img', { name: 'Photo' })).toHaveJSProperty('complete', true);
  await attach('Sample video');
  await expect(phone.chat.getByLabel('Video')).toHaveJSProperty('videoWidth', 480);
  await attach('Sample voice message');
  await expect(phone.chat.getByLabel('Voice message')).toHaveJSProperty('duration', 3);
  await attach('Sample document');
  await expect(phone.chat.getByText('sample.pdf')).toBeVisible();
  const chooser = page.waitForEvent('filechooser');
  await attach('Photo…');
  await (await chooser).setFiles(picture);
  await expect(phone.chat.getByRole('img', { name: 'Photo' })).toHaveCount(2);
  await attach('Bandra station');
  await expect(phone.chat.getByText('Bandra station')).toBeVisible();
  await attach('Contact card of Rui Costa');
  await expect(phone.chat.getByText('Rui Costa')).toBeVisible();
  await expectAxeClean(page);
  const { messages } = await sandbox.chat(customer);
  expect(messages.map(({ kind }) => kind)).toEqual([
    'image',
    'video',
    'audio',
    'document',
    'image',
    'location',
    'contacts',
  ]);
});

test('by keyboard alone a message is reacted to, answered, edited and taken back', async ({
  visit,
}) => {
  const customer = newCustomer('Ines');
  const page = await visit('/sandbox');
  const phone = phoneOf(page);
  await phone.become(customer);
  await phone.write('Is Saturdey possible?');
  const choose = async (item: string) => {
    const button = page.getByRole('button', { name: 'What to do with this message' }).first();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: item }).focus();
    await page.keyboard.press('Enter');
  };
  await choose('React with 👍');
  await expect(phone.chat.getByRole('img', { name: 'You reacted with 👍' })).toBeVisible();
  await choose('Edit');
  await expect(phone.field).toBeFocused();
  await expect(phone.field).toHaveValue('Is Saturdey possible?');
  await phone.field.fill('Is Saturday possible?');
  await page.keyboard.press('Enter');
  await expect(said(phone.chat, 'Is Saturday possible?')).toBeVisible();
  await expect(phone.chat.getByText('Edited')).toBeVisible();
  await choose('Reply');
  await expect(phone.field).toBeFocused();
  await phone.write('Or Sunday?');
  await choose('Unsend');
  await expect(phone.chat.getByText('You took this message back')).toBeVisible();
  const { messages } = await sandbox.chat(customer);
  expect(messages).toMatchObject([
    { is_edited: true, is_unsent: true, reactions: { customer: '👍' } },
    { text: 'Or Sunday?', quoted_id: messages[0]?.id },
  ]);
});

test('what is tried is told in plain words beside the phone', async ({ visit }) => {
  const customer = newCustomer('Marta');
  const page = await visit('/sandbox');
  const phone = phoneOf(page);
  await phone.become(customer);
  const steps = page.getByRole('region', { name: 'What happens behind' });
  const attempt = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await attempt('Come from an ad');
  await expect(phone.chat.getByText('From an ad')).toBeVisible();
  await attempt('Stop marketing messages');
  await expect(steps.getByText('Marketing stopped')).toBeVisible();
  await attempt('Want marketing messages again');
  await expect(steps.getByText('Marketing wanted')).toBeVisible();
  await attempt('Be answered from the business’s phone');
  await expect(phone.chat.getByText('Written in the business’s app')).toBeVisible();
  await attempt('Have WhatsApp refuse free replies');
  await expect(steps.getByText('Free replies are refused from now on')).toBeVisible();
  await attempt('Hide my number');
  await expect(steps.getByText('Number hidden')).toBeVisible();
  await attempt('Show my number again');
  await attempt('Change my number');
  await expect(steps.getByText('Number changed')).toBeVisible();
  await expect(page.getByLabel('Who you are')).not.toHaveValue(customer.wa_id);
  await expect(phone.chat.getByText('From an ad')).toBeVisible();
  await expectAxeClean(page);
});

test('who wrote a day ago is somebody to whom only a template can be sent', async ({ visit }) => {
  const page = await visit('/sandbox');
  const phone = phoneOf(page);
  await page.getByRole('button', { name: 'Be somebody who wrote 25 hours ago' }).click();
  await expect(said(phone.chat, 'Hello, are you open on Saturday?')).toBeVisible();
  await expect(phone.chat.getByText('Yesterday')).toBeVisible();
  const link = page.getByRole('link', { name: 'See it in the inbox' });
  await expect(link).toHaveAttribute('href', /^\/inbox\/./);
  await link.click();
  const thread = page.getByRole('region', { name: 'Conversation', exact: true });
  await expect(thread.getByRole('region', { name: 'Send a template instead' })).toBeVisible();
  await expect(thread.getByRole('textbox', { name: 'Reply', exact: true })).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`at 360 px in ${colorScheme} a photo is sent from the sheet and fits`, async ({ visit }) => {
    const viewport = { width: 360, height: 740 };
    const customer = newCustomer('Otto');
    const page = await visit('/sandbox', { viewport, colorScheme });
    const phone = phoneOf(page);
    await page.getByRole('button', { name: 'Settings of the phone' }).click();
    await phone.become(customer);
    await page.getByRole('button', { name: 'Send a photo' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(phone.chat.getByRole('img', { name: 'Photo' })).toBeVisible();
    await expectAxeClean(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });
}
