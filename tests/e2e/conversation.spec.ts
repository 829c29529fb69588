import { deskOf, phoneOf, said } from '#tests/e2e/support/desk.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, cutOff, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();

test('a customer writes on the phone, two members see it at once, one replies, and its ticks reach read', async ({
  visit,
}) => {
  const camila = newCustomer('Camila');
  const [ana, meera, phonePage] = await Promise.all([
    visit('/inbox', { as: agent }),
    visit('/inbox', { as: owner }),
    visit('/sandbox', { as: owner }),
  ]);
  const [hers, theirs, phone] = [deskOf(ana), deskOf(meera), phoneOf(phonePage)];
  await phone.become(camila);
  await phonePage.getByRole('switch', { name: 'Read at once' }).click();
  await phone.write('Is there a free slot on Saturday?');

  for (const desk of [hers, theirs]) {
    await expect(desk.row(camila.name)).toContainText('Is there a free slot on Saturday?');
    await expect(desk.row(camila.name).getByText('1 unread')).toBeAttached();
  }
  await meera.bringToFront();
  await theirs.open(camila.name);
  await hers.open(camila.name);
  await hers.reply('Yes, at half past ten.');
  await expect(said(phone.chat, 'Yes, at half past ten.')).toBeVisible();
  for (const desk of [hers, theirs]) {
    await desk.shows('Is there a free slot on Saturday?', 'Yes, at half past ten.');
    await expect(desk.messages.getByText(/Ana$/)).toBeVisible();
    await expect(desk.tick('Delivered')).toBeVisible();
  }

  await phonePage.getByRole('switch', { name: 'Read at once' }).click();
  for (const desk of [hers, theirs]) {
    await expect(desk.tick('Read')).toBeVisible();
    await expect(desk.row(camila.name)).toContainText('Ana: Yes, at half past ten.');
    await expect(desk.row(camila.name).getByRole('img', { name: 'Assigned to Ana' })).toBeVisible();
  }
  expect(await sandbox.taken(camila, 'Yes, at half past ten.')).toMatchObject([{ status: 'read' }]);
});

test('a reply quotes what it answers, and the phone shows the quotation', async ({ visit }) => {
  const customer = newCustomer('Priya');
  await sandbox.write(customer, 'Do you also do bridal hair?');
  const page = await visit('/inbox');
  const desk = deskOf(page);
  await desk.open(customer.name);
  await said(desk.messages, 'Do you also do bridal hair?').hover();
  await desk.messages.getByRole('button', { name: 'Reply to this message' }).click();
  await expect(desk.composer).toBeFocused();
  await desk.reply('We do, with a trial two weeks before.');
  await expect(desk.tick('Delivered')).toBeVisible();
  const { messages } = await sandbox.chat(customer);
  expect(messages.at(-1)).toMatchObject({ quoted_id: messages[0]?.id });
});

test('a quotation leads to its message, however far up that is', async ({ visit }) => {
  const customer = newCustomer('Devika');
  const first = await sandbox.write(customer, 'Do you have henna?');
  for (let number = 1; number <= 60; number += 1) {
    await sandbox.write(customer, `In between, ${String(number)}`);
  }
  await sandbox.write(customer, 'I mean this', first);
  const page = await visit('/inbox');
  const desk = deskOf(page);
  await desk.open(customer.name);
  await expect(said(desk.messages, 'I mean this')).toBeVisible();
  await desk.messages.getByRole('button', { name: /^In answer to/ }).press('Enter');
  const bubble = desk.messages.locator('[data-message]').filter({ hasText: 'Do you have henna?' });
  await expect(bubble.first()).toBeFocused();
  await expect(said(desk.messages, 'Do you have henna?').first()).toBeInViewport();
});

test('what was refused for its time asks for a template, not for the same again', async ({
  visit,
}) => {
  const customer = newCustomer('Neha');
  await sandbox.write(customer, 'Until when are you there?');
  const desk = deskOf(await visit('/inbox'));
  await desk.open(customer.name);
  await sandbox.misbehave({ fail: { code: 131047 } });
  await desk.reply('Until eight.');
  await expect(desk.thread.getByText(/^Not delivered/)).toBeVisible();
  await expect(desk.messages.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  await desk.messages.getByRole('button', { name: 'Send a template' }).click();
  await expect(desk.thread.page().getByRole('dialog')).toBeVisible();
});

test('Send pressed twice, and Enter pressed twice, is one message each', async ({ visit }) => {
  const customer = newCustomer('Rafael');
  await sandbox.write(customer, 'Hello?');
  const desk = deskOf(await visit('/inbox'));
  await desk.open(customer.name);
  await desk.composer.fill('Sent with the mouse.');
  await desk.sendButton.dblclick({ delay: 5 });
  await desk.composer.fill('Sent with the keyboard.');
  await desk.composer.evaluate((field) => {
    const enter = { key: 'Enter', bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent('keydown', enter));
    field.dispatchEvent(new KeyboardEvent('keydown', enter));
  });
  await desk.shows('Sent with the mouse.', 'Sent with the keyboard.');
  await expect(desk.tick('Delivered')).toBeVisible();
  expect(await sandbox.taken(customer, 'Sent with the mouse.')).toHaveLength(1);
  expect(await sandbox.taken(customer, 'Sent with the keyboard.')).toHaveLength(1);
});

test('a message written without a network waits, and goes out once when it is back', async ({
  visit,
}) => {
  const customer = newCustomer('Fatima');
  await sandbox.write(customer, 'Is the parking free?');
  const page = await visit('/inbox', { expected: cutOff });
  const desk = deskOf(page);
  await desk.open(customer.name);
  await page.context().setOffline(true);
  await desk.reply('It is, behind the house.');
  await desk.reply('Bay four is ours.');
  await expect(desk.tick('On its way')).toBeVisible();
  expect(await sandbox.taken(customer, 'It is, behind the house.')).toEqual([]);
  await page.context().setOffline(false);
  await expect(desk.tick('Delivered')).toBeVisible();
  await desk.shows('It is, behind the house.', 'Bay four is ours.');
  const { messages } = await sandbox.chat(customer);
  expect(messages.map(({ text }) => text).slice(-2)).toEqual([
    'It is, behind the house.',
    'Bay four is ours.',
  ]);
  expect(messages).toHaveLength(3);
});

test('what was refused says why in words, and goes out when it is sent again', async ({
  visit,
}) => {
  const customer = newCustomer('Sofia');
  await sandbox.write(customer, 'Can I move my appointment?');
  const desk = deskOf(await visit('/inbox'));
  await desk.open(customer.name);
  // The sandbox serves one number for all tests, so it misbehaves once only, for this message.
  await sandbox.misbehave({ fail: { code: 131026 } });
  await desk.reply('Of course, to when?');
  await expect(desk.thread.getByText(/^Not delivered/)).toBeVisible();
  await expect(desk.row(customer.name)).toContainText('Not delivered:');
  await desk.thread.getByRole('button', { name: 'Retry' }).click();
  await expect(desk.tick('Delivered')).toBeVisible();
  expect(await sandbox.taken(customer, 'Of course, to when?')).toHaveLength(1);
});

test('a conversation that is open is read, and stands unread again with the next message elsewhere', async ({
  visit,
}) => {
  const [customer, other] = [newCustomer('Lucas'), newCustomer('Hannah')];
  await sandbox.write(customer, 'First question');
  await sandbox.write(other, 'Good morning');
  const desk = deskOf(await visit('/inbox'));
  await desk.open(customer.name);
  await expect(desk.messages.getByText('1 new message')).toBeVisible();
  await expect(desk.row(customer.name).getByText('1 unread')).toHaveCount(0);
  await desk.open(other.name);
  await sandbox.write(customer, 'Second question');
  await expect(desk.row(customer.name).getByText('1 unread')).toBeAttached();
  await desk.open(customer.name);
  await expect(desk.messages.getByText('1 new message')).toBeVisible();
  await desk.shows('First question', 'Second question');
});
