import { randomUUID } from 'node:crypto';
import { request as browserless } from '@playwright/test';
import type { APIRequestContext } from '@playwright/test';
import { rowsOf } from '#tests/e2e/support/database.ts';
import {
  ask,
  deliver,
  signature,
  signInByRequest,
  tell,
  textDelivery,
} from '#tests/e2e/support/http.ts';
import { newCustomer, sharedSandbox } from '#tests/e2e/support/sandbox.ts';
import type { Customer } from '#tests/e2e/support/sandbox.ts';
import { agent, expect, owner, test } from '#tests/e2e/support/visitors.ts';

const url = process.env.E2E_URL ?? '';
const dataDir = process.env.E2E_DATA_DIR ?? '';
const sandbox = sharedSandbox();
const webhook = `${url}/api/webhooks/whatsapp`;

async function refusal(response: Response) {
  const { error } = (await response.json()) as { error: string };
  return { status: response.status, error };
}

test.describe('the webhook', () => {
  const forged = textDelivery('forged', '5511900000001');

  test('refuses a wrong signature, a missing one, and a body changed after it was signed', async () => {
    const refused = { status: 401, error: 'The signature does not match this body.' };
    expect(await refusal(await deliver(url, forged, 'not the secret'))).toEqual(refused);
    const body = JSON.stringify(forged);
    const post = (headers: Record<string, string>, sent = body) =>
      fetch(webhook, { method: 'POST', headers, body: sent });
    expect(await refusal(await post({}))).toEqual(refused);
    const signed = { 'x-hub-signature-256': signature(body) };
    expect(await refusal(await post(signed, body.replace('forged', 'FORGED')))).toEqual(refused);
  });

  for (const [what, body, status, error] of [
    ['larger than 3 MB', ' '.repeat(3 * 1024 * 1024 + 1), 413, 'The body is larger than 3 MB.'],
    ['an array', '[{"object":"page"}]', 400, 'The body is not a JSON object.'],
    ['a number', '42', 400, 'The body is not a JSON object.'],
    ['null', 'null', 400, 'The body is not a JSON object.'],
    ['empty', '', 400, 'The body is not JSON.'],
    ['cut short', '{"object":', 400, 'The body is not JSON.'],
    [
      'nested 200 levels deep',
      `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
      400,
      'The body is nested deeper than 100 levels.',
    ],
  ] as const) {
    test(`refuses a signed body that is ${what}`, async () => {
      expect(await refusal(await deliver(url, body))).toEqual({ status, error });
    });
  }

  test('answers 200 for a number that nobody has connected, and keeps the message', async () => {
    const text = `for nobody ${randomUUID()}`;
    const delivery = textDelivery(text, '5511900000004', '999999999999999');
    expect((await deliver(url, delivery)).status).toBe(200);
    const kept = () =>
      rowsOf<{ reason: string }>(
        dataDir,
        `select reason from unrouted_items where item::text like '%' || $1 || '%'`,
        [text],
      );
    await expect.poll(kept).toEqual([{ reason: 'No business has connected this account.' }]);
  });

  test('answers the handshake only to who knows the token, and has no other channels', async () => {
    const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-guess';
    const answer = await refusal(await fetch(`${webhook}?${query}`));
    expect(answer).toEqual({ status: 403, error: 'The verify token does not match.' });
    expect((await fetch(`${url}/api/webhooks/pigeon`, { method: 'POST' })).status).toBe(404);
  });
});

interface Found {
  id: string;
}

/** The conversation of a customer who has just written. */
async function conversationOf(request: APIRequestContext, customer: Customer): Promise<string> {
  let found: Found | undefined;
  await expect(async () => {
    const input = { search: customer.wa_id };
    const list = await ask<{ conversations: Found[] }>(request, 'conversations.list', input);
    found = list.data?.conversations[0];
    expect(found).toBeDefined();
  }).toPass();
  return found?.id ?? '';
}

async function signedIn(person: { email: string; password: string }) {
  const request = await browserless.newContext({ baseURL: url });
  await signInByRequest(request, url, person);
  return request;
}

/** Opens a business of its own and signs its owner in. */
async function stranger() {
  const request = await browserless.newContext({ baseURL: url });
  const person = { email: `${randomUUID()}@example.test`, password: 'nine small birds' };
  const business = { name: 'Iris Oduya', businessName: 'Iris Yoga', ...person };
  expect((await tell(request, 'accounts.signUp', business)).status).toBe(200);
  await signInByRequest(request, url, person);
  return request;
}

test.describe('the desk', () => {
  test('refuses an empty message and one over 20,000 characters, and sends neither', async () => {
    const customer = newCustomer('Noor');
    await sandbox.write(customer, 'Are you open?');
    const request = await signedIn(agent);
    const conversationId = await conversationOf(request, customer);
    const send = (text: string) =>
      tell(request, 'messages.send', { conversationId, clientId: randomUUID(), text });
    expect(await send('')).toMatchObject({ status: 400, sentence: 'Write something first.' });
    expect(await send(' \n\t ')).toMatchObject({ status: 400, sentence: 'Write something first.' });
    const sentence = 'Write at most 20,000 characters at a time.';
    expect(await send('x'.repeat(20_001))).toMatchObject({ status: 400, sentence });
    expect((await sandbox.chat(customer)).messages).toHaveLength(1);
    expect(await send('x'.repeat(4096))).toMatchObject({ status: 200 });
    await expect.poll(() => sandbox.taken(customer, 'x'.repeat(4096))).toHaveLength(1);
  });

  test('shows a session of another business nothing, as if it were not there', async () => {
    const customer = newCustomer('Ishaan');
    await sandbox.write(customer, 'For the salon only');
    const conversationId = await conversationOf(await signedIn(owner), customer);
    const request = await stranger();
    const not = { status: 404, data: undefined };
    const message = { conversationId, clientId: randomUUID(), text: 'Hello from next door' };
    expect(await ask(request, 'conversations.get', { conversationId })).toMatchObject(not);
    expect(await ask(request, 'messages.list', { conversationId })).toMatchObject(not);
    expect(await tell(request, 'messages.send', message)).toMatchObject(not);
    expect(await tell(request, 'conversations.close', { conversationId })).toMatchObject(not);
    const gone = { conversationId: randomUUID() };
    const [foreign, unknown] = [
      await ask(request, 'conversations.get', { conversationId }),
      await ask(request, 'conversations.get', gone),
    ];
    expect(foreign).toEqual(unknown);
    expect(foreign.sentence).toMatch(/^[A-Z].*\.$/);
    expect(await sandbox.taken(customer, 'Hello from next door')).toEqual([]);
  });

  test('lets nobody from another business play the customers of the sandbox', async () => {
    const request = await stranger();
    const answer = await request.post('/api/sandbox/control/messages', {
      data: {
        phone_number_id: '100000000000001',
        customer: { wa_id: '5511900000009' },
        text: 'I am not a customer',
      },
    });
    expect(answer.status()).toBe(401);
    expect(await answer.json()).toEqual({
      error: { message: 'You may not use this sandbox number.' },
    });
  });

  test('refuses a member from the moment they are disabled, also with what they had open', async () => {
    const boss = await stranger();
    const email = `${randomUUID()}@example.test`;
    const invitation = await tell<{ link: string }>(boss, 'invitations.create', {
      email,
      role: 'agent',
    });
    const token = new URL(invitation.data?.link ?? '').pathname.split('/').at(-1);
    const person = { name: 'Kavya Nair', password: 'ten tall trees' };
    const request = await browserless.newContext({ baseURL: url });
    expect((await tell(request, 'invitations.accept', { token, person })).status).toBe(200);
    await signInByRequest(request, url, { email, password: person.password });
    expect((await ask(request, 'conversations.list', {})).status).toBe(200);

    const { data: members } = await ask<{ id: string; email: string }[]>(boss, 'members.list');
    const memberId = members?.find((member) => member.email === email)?.id;
    expect((await tell(boss, 'members.disable', { memberId })).status).toBe(200);
    const refused = await ask(request, 'conversations.list', {});
    expect([401, 403]).toContain(refused.status);
    expect(refused.sentence).toMatch(/^[A-Z].*\.$/);
    expect((await request.get('/api/realtime')).status()).toBe(401);
  });

  test('refuses who is not signed in, everywhere but at the doors', async ({ request }) => {
    expect(await ask(request, 'conversations.list', {})).toMatchObject({
      status: 401,
      sentence: 'Please sign in first.',
    });
    expect((await request.get('/api/realtime')).status()).toBe(401);
    expect((await request.get('/api/logo?business=x')).status()).toBeGreaterThanOrEqual(400);
    expect((await request.post('/api/inngest', { data: {} })).status()).toBe(401);
  });
});
