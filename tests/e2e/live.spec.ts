import { deskOf } from '#tests/e2e/support/desk.ts';
import { ask } from '#tests/e2e/support/http.ts';
import { startLine } from '#tests/e2e/support/line.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import { agent, cutOff, expect, test } from '#tests/e2e/support/visitors.ts';

const sandbox = sharedSandbox();
const cuts = 100;

test('a hundred lost connections lose no message and show none twice', async ({ visit }) => {
  test.setTimeout(90_000);
  const customers = ['Devika', 'Mateus', 'Aisha', 'Karan'].map(newCustomer);
  for (const customer of customers) await sandbox.write(customer, 'The beginning');
  const line = await startLine(process.env.E2E_URL ?? '');
  const page = await visit('/inbox', { url: line.url, as: agent, expected: cutOff });
  const desk = deskOf(page);
  await desk.open(customers[0]?.name ?? '');

  for (let round = 0; round < cuts; round += 1) {
    const back = page.waitForResponse(/\/api\/realtime/);
    const customer = customers[round % customers.length] ?? newCustomer('Nobody');
    // Every other message falls into the gap, the rest into the moment of coming back.
    if (round % 2 === 0) await sandbox.write(customer, `Message ${round}`);
    line.cut();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    if (round % 2 === 1) await sandbox.write(customer, `Message ${round}`);
    expect((await back).status()).toBe(200);
  }

  const rounds = Array.from({ length: cuts }, (_, round) => round);
  const inThread = rounds.filter((round) => round % customers.length === 0);
  await desk.shows('The beginning', ...inThread.map((round) => `Message ${round}`));
  const stored = await ask<{ conversations: { displayName: string; lastMessageText: string }[] }>(
    page.request,
    'conversations.list',
    { limit: 20 },
  );
  // Rows do not change places under the pointer.
  await desk.composer.hover();
  const shown = desk.list.locator('a[data-conversation]');
  const first = stored.data?.conversations.slice(0, customers.length) ?? [];
  for (const [place, { displayName, lastMessageText }] of first.entries()) {
    await expect(shown.nth(place)).toContainText(displayName);
    await expect(shown.nth(place)).toContainText(lastMessageText.slice(0, 40));
  }
  await line.close();
});
