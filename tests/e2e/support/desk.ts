import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The inbox as a person sees it. */
export function deskOf(page: Page) {
  const list = page.getByRole('region', { name: 'Conversations' });
  const thread = page.getByRole('region', { name: 'Conversation', exact: true });
  const messages = thread.getByRole('log', { name: 'Messages' });
  const composer = thread.getByRole('textbox', { name: 'Reply', exact: true });
  const row = (name: string) => list.locator('a[data-conversation]').filter({ hasText: name });
  return {
    list,
    thread,
    messages,
    composer,
    row,
    sendButton: thread.getByRole('button', { name: 'Send', exact: true }),
    /** How far our last message came, as its ticks say. */
    tick: (label: string) => messages.getByRole('img', { name: label }),
    async open(name: string): Promise<void> {
      await row(name).click();
      await expect(thread.getByRole('heading', { name })).toBeVisible();
      await expect(composer).toBeVisible();
    },
    async reply(text: string): Promise<void> {
      await composer.fill(text);
      await composer.press('Enter');
      await expect(composer).toHaveValue('');
    },
    /** Each text stands there exactly as often as it was said: once. */
    async shows(...texts: string[]): Promise<void> {
      for (const text of texts) await expect(said(messages, text)).toHaveCount(1);
    },
  };
}

/** The bubbles that say exactly this. */
export function said(log: Locator, text: string): Locator {
  return log.getByText(text, { exact: true });
}

/** The customer's phone on the sandbox page. */
export function phoneOf(page: Page) {
  const chat = page.getByRole('log', { name: 'Chat on the phone' });
  const field = page.getByRole('textbox', { name: 'Message to the business' });
  return {
    chat,
    field,
    async become(customer: { name: string; wa_id: string }): Promise<void> {
      await page.getByRole('button', { name: 'Somebody new' }).click();
      await page.getByLabel('Name', { exact: true }).fill(customer.name);
      await page.getByLabel('Number', { exact: true }).fill(`+${customer.wa_id}`);
      await page.getByRole('button', { name: 'Be this customer' }).click();
      await expect(page.getByRole('combobox', { name: 'Who you are' })).toHaveValue(customer.wa_id);
    },
    async write(text: string): Promise<void> {
      await field.fill(text);
      await field.press('Enter');
      await expect(said(chat, text)).toBeVisible();
    },
  };
}
