import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { freePort, makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { startRelay } from '#tests/e2e/support/relay.ts';
import type { Relay } from '#tests/e2e/support/relay.ts';
import { newCustomer, sandboxAt, startSandbox } from '#tests/e2e/support/sandbox.ts';
import type { Customer, SandboxControl } from '#tests/e2e/support/sandbox.ts';
import { agent, cutOff, expect, owner, test } from '#tests/e2e/support/visitors.ts';

// The sandbox is a process of its own here, and its ledger the witness: it outlives every crash.
let app: RunningApp;
let toApp: Relay;
let toProvider: Relay;
let provider: Awaited<ReturnType<typeof startSandbox>>;
let sandbox: SandboxControl;
let start: () => Promise<RunningApp>;

test.describe.configure({ timeout: 120_000 });

test.beforeAll(async () => {
  const dataDir = makeDataDir();
  const [port, sandboxPort] = [await freePort(), await freePort()];
  toApp = await startRelay(() => `http://127.0.0.1:${port}`);
  toProvider = await startRelay(() => `http://127.0.0.1:${sandboxPort}`);
  const webhookUrl = `${toApp.url}/api/webhooks/whatsapp`;
  provider = await startSandbox({ dataDir, port: sandboxPort, webhookUrl });
  const env = { LOG_LEVEL: 'warn', GRAPH_API_BASE_URL: toProvider.url };
  start = () => startApp({ dataDir, port, env });
  app = await start();
  sandbox = sandboxAt(provider.url, dataDir);
});

test.afterAll(async () => {
  await app.stop();
  await provider.stop();
  await Promise.all([toApp.close(), toProvider.close()]);
  await removeDataDir(app.dataDir);
});

/** Kills the app in the middle of the next call that matches, and lets the call go on after it. */
function killDuring(relay: Relay, path: RegExp, at: 'onRequest' | 'onAnswer', afterMs = 0) {
  return new Promise<void>((resolve) => {
    relay.next(path, {
      [at]: async () => {
        await delay(afterMs);
        await app.kill();
        resolve();
        return at === 'onRequest' ? 'drop' : undefined;
      },
    });
  });
}

const webhooks = /\/api\/webhooks\//;
const sends = /\/messages$/;

async function openDesk(visit: Visit, customer: Customer, as = agent) {
  const page = await visit('/inbox', { url: app.url, as, expected: cutOff });
  await deskOf(page).open(customer.name);
  return { page, desk: deskOf(page) };
}

type Visit = (
  path: string,
  options: { url: string; as: typeof agent; expected: RegExp[] },
) => Promise<Page>;

for (const afterMs of [0, 5, 40]) {
  test(`an app killed ${afterMs} ms after the webhook’s 200 shows the message when it is back, once`, async ({
    visit,
  }) => {
    const customer = newCustomer('Camila');
    await sandbox.write(customer, 'The first one');
    const { desk } = await openDesk(visit, customer);
    const other = await openDesk(visit, customer, owner);
    const killed = killDuring(toApp, webhooks, 'onAnswer', afterMs);
    await sandbox.write(customer, 'Acknowledged and not yet shown');
    await killed;
    app = await start();
    for (const screen of [desk, other.desk]) {
      await screen.shows('The first one', 'Acknowledged and not yet shown');
    }
    await expect.poll(async () => (await sandbox.ledger()).pending_webhooks).toEqual([]);
    await desk.reply('Here we are again.');
    await expect(other.desk.tick('Delivered')).toBeVisible();
    await other.desk.shows('The first one', 'Acknowledged and not yet shown', 'Here we are again.');
    expect(await sandbox.taken(customer, 'Here we are again.')).toHaveLength(1);
  });
}

test('an app killed as soon as it has taken a reply sends it when it is back, once', async ({
  visit,
}) => {
  const customer = newCustomer('Rafael');
  await sandbox.write(customer, 'Are you there?');
  const { page, desk } = await openDesk(visit, customer);
  const taken = page.waitForResponse(/messages\.send/);
  await desk.reply('We are, always.');
  await taken;
  await app.kill();
  app = await start();
  await expect(desk.tick('Delivered')).toBeVisible({ timeout: 60_000 });
  await desk.shows('We are, always.');
  expect(await sandbox.taken(customer, 'We are, always.')).toHaveLength(1);
});

test('an app killed while the provider holds back its answer learns the outcome from the receipts', async ({
  visit,
}) => {
  const customer = newCustomer('Sofia');
  await sandbox.write(customer, 'When do you open?');
  const { desk } = await openDesk(visit, customer);
  await sandbox.misbehave({ delay_ms: 1_500 });
  await desk.reply('At nine.');
  await expect.poll(() => sandbox.taken(customer, 'At nine.')).toHaveLength(1);
  await app.kill();
  await sandbox.misbehave({});
  app = await start();
  await expect(desk.tick('Delivered')).toBeVisible({ timeout: 60_000 });
  await desk.shows('At nine.');
  expect(await sandbox.taken(customer, 'At nine.')).toHaveLength(1);
});

test('a connection that breaks after the provider took the reply is settled by the receipts', async ({
  visit,
}) => {
  const customer = newCustomer('Lucas');
  await sandbox.write(customer, 'How long does it take?');
  const { desk } = await openDesk(visit, customer);
  await sandbox.misbehave({ drop: { when: 'after' }, hold_webhooks: true });
  await desk.reply('About an hour.');
  await expect(desk.thread.getByText(/^Outcome unknown/)).toBeVisible();
  await expect(desk.thread.getByRole('button', { name: 'Send again' })).toBeVisible();
  await sandbox.misbehave({});
  await expect(desk.tick('Delivered')).toBeVisible();
  await expect(desk.thread.getByRole('button', { name: 'Send again' })).toHaveCount(0);
  expect(await sandbox.taken(customer, 'About an hour.')).toHaveLength(1);
});

test('a connection that breaks before the provider took the reply leaves the choice to a person', async ({
  visit,
}) => {
  const customer = newCustomer('Hannah');
  await sandbox.write(customer, 'Can I pay by card?');
  const { desk } = await openDesk(visit, customer);
  await sandbox.misbehave({ drop: { when: 'before' } });
  await desk.reply('Yes, any card.');
  await desk.thread.getByRole('button', { name: 'Send again' }).click();
  await expect(desk.tick('Delivered')).toBeVisible();
  await desk.shows('Yes, any card.');
  expect(await sandbox.taken(customer, 'Yes, any card.')).toHaveLength(1);
});

test('an app killed in the middle of two sends asks the person about both, until a receipt settles one', async ({
  visit,
}) => {
  const [reached, lost] = [newCustomer('Chloé'), newCustomer('Oliver')];
  await sandbox.write(reached, 'Do you have a gift card?');
  await sandbox.write(lost, 'Do you take walk-ins?');
  const first = await openDesk(visit, reached);
  const second = await openDesk(visit, lost, owner);
  await sandbox.misbehave({ delay_ms: 3_000, hold_webhooks: true });
  await first.desk.reply('We do, from fifty.');
  await expect.poll(() => sandbox.taken(reached, 'We do, from fifty.')).toHaveLength(1);
  const killed = killDuring(toProvider, sends, 'onRequest');
  await second.desk.reply('In the mornings.');
  await killed;
  app = await start();
  // Until the lease of the dead sender is over nobody may say what became of the messages.
  for (const { desk } of [first, second]) {
    await expect(desk.thread.getByText(/^Outcome unknown/)).toBeVisible({ timeout: 70_000 });
  }
  await sandbox.misbehave({});
  await expect(first.desk.tick('Delivered')).toBeVisible();
  await second.desk.thread.getByRole('button', { name: 'Send again' }).click();
  await expect(second.desk.tick('Delivered')).toBeVisible();
  expect(await sandbox.taken(reached, 'We do, from fifty.')).toHaveLength(1);
  expect(await sandbox.taken(lost, 'In the mornings.')).toHaveLength(1);
});
