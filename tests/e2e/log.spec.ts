import { randomUUID } from 'node:crypto';
import { makeDataDir, removeDataDir, startApp } from '#tests/e2e/support/app.ts';
import type { RunningApp } from '#tests/e2e/support/app.ts';
import { rowsOf } from '#tests/e2e/support/database.ts';
import { deskOf } from '#tests/e2e/support/desk.ts';
import { deliver, signInByRequest, tell, textDelivery } from '#tests/e2e/support/http.ts';
import { newCustomer, sandboxAt } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';
import { generatedSecrets } from '#server/generated-secrets.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

let app: RunningApp;
test.beforeAll(async () => {
  const dataDir = makeDataDir();
  app = await startApp({ dataDir, env: { LOG_LEVEL: 'trace' } });
});
test.afterAll(async () => {
  await app.stop();
  await removeDataDir(app.dataDir);
});

test('a log that tells all holds no secret, no password and no word of a message', async ({
  visit,
}) => {
  const canary = (what: string) => `canary-${what}-${randomUUID()}`;
  const [wrong, asked, answered, broken, fresh] = [
    canary('wrong-password'),
    canary('question'),
    canary('answer'),
    canary('broken'),
    canary('new-password'),
  ];
  const sandbox = sandboxAt(app.url, app.dataDir);
  const customer = newCustomer('Canary');
  await sandbox.write(customer, asked);

  const page = await visit('/sign-in', { url: app.url, as: null, expected: [/status of 401/] });
  await page.getByLabel('Email').fill(agent.email);
  await page.getByLabel('Password', { exact: true }).fill(wrong);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('do not match')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(agent.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const desk = deskOf(page);
  await desk.open(customer.name);
  await sandbox.misbehave({ fail: { code: 131026 } });
  await desk.reply(answered);
  await expect(desk.thread.getByText(/^Not delivered/)).toBeVisible();
  await sandbox.misbehave({ drop: { when: 'after' } });
  await desk.thread.getByRole('button', { name: 'Retry' }).click();
  await expect(desk.tick('Delivered')).toBeVisible();

  const { request } = page;
  await tell(
    request,
    'messages.send',
    { text: broken.repeat(200), conversationId: broken },
    app.url,
  );
  expect((await deliver(app.url, textDelivery(broken, '1'), broken)).status).toBe(401);
  const { appSecret, accessToken, controlToken } = sandboxSecrets(
    generatedSecrets(app.dataDir).NEXTAUTH_SECRET,
  );
  const unreadable = textDelivery(broken, customer.wa_id);
  expect((await deliver(app.url, unreadable, appSecret)).status).toBe(200);
  const twice = { currentPassword: wrong, newPassword: fresh };
  await tell(request, 'accounts.changePassword', twice, app.url);
  await signInByRequest(request, app.url, owner);
  const members = await rowsOf<{ id: string }>(
    app.dataDir,
    `select id from members where email = $1`,
    [agent.email],
  );
  const link = await tell<{ link: string }>(
    request,
    'accounts.createResetLink',
    { memberId: members[0]?.id },
    app.url,
  );
  const token = new URL(link.data?.link ?? '').pathname.split('/').at(-1) ?? '';
  await page.goto(`/reset/${token}`);

  const output = app.output();
  const cookies = (await page.context().cookies()).map(({ value }) => value);
  const secrets = Object.values(generatedSecrets(app.dataDir));
  const mustNotAppear = { wrong, asked, answered, broken, fresh, token, appSecret, accessToken };
  for (const [what, value] of Object.entries({ ...mustNotAppear, controlToken })) {
    expect(value.length, what).toBeGreaterThan(10);
    expect(output.includes(value), `${what} in the log`).toBe(false);
  }
  for (const value of [...secrets, ...cookies, agent.password, owner.password]) {
    expect(output.includes(value)).toBe(false);
  }
  // It does tell: otherwise all this would prove nothing.
  expect(output).toContain('sign-in refused');
  expect(output).toContain('/api/webhooks/whatsapp');
});
