import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { OutboundContent } from '#server/channels/content.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { ChannelConnection, OutboundMessage } from '#server/channels/types.ts';
import { whatsappAdapter } from '#server/channels/whatsapp/adapter.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import type { OwnSandbox } from '#server/sandbox/sandbox.ts';
import { ASHA, NUMBER, secrets, testAccount } from '#server/sandbox/testing/harness.ts';
import { close, listen, startWebhookServer } from '#tests/channels/webhook-server.ts';
import type { WebhookServer } from '#tests/channels/webhook-server.ts';

let webhook: WebhookServer;
let sandbox: OwnSandbox;
let server: ReturnType<typeof createSandboxServer>;
let origin: string;

beforeEach(async () => {
  webhook = await startWebhookServer(secrets.appSecret);
  sandbox = createSandbox({
    ledger: memoryLedger(),
    secrets,
    accounts: [testAccount({ webhookUrl: webhook.url })],
  });
  server = createSandboxServer(sandbox);
  origin = `http://127.0.0.1:${await listen(server)}`;
});

afterEach(async () => {
  await close(server);
  await sandbox.stop();
  await webhook.close();
});

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${origin}/api/sandbox/control/${path}`, {
    method,
    headers: { authorization: `Bearer ${secrets.controlToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

function write(text: string): Promise<unknown> {
  const customer = { wa_id: ASHA, name: 'Asha Menon' };
  return control('POST', 'messages', { phone_number_id: NUMBER, customer, text });
}

function connectionTo(baseUrl: string): ChannelConnection {
  const credentials = { accessToken: secrets.accessToken };
  return { kind: 'whatsapp', externalId: NUMBER, baseUrl, credentials };
}

function send(text: string, overrides: Partial<OutboundMessage> = {}, baseUrl = origin) {
  return whatsappAdapter.send(connectionTo(baseUrl), {
    clientReference: 'our-id-1',
    to: { address: ASHA },
    content: { kind: 'text', text },
    ...overrides,
  });
}

const everyKind: [string, OutboundContent, string][] = [
  [
    'image',
    { kind: 'image', text: 'Yours', file: { link: 'https://luxe.example/1.jpg' } },
    'Yours',
  ],
  [
    'audio',
    { kind: 'audio', text: '', file: { link: 'https://luxe.example/1.ogg' }, isVoice: true },
    '',
  ],
  ['location', { kind: 'location', place: { latitude: 1, longitude: 2, name: 'Luxe' } }, 'Luxe'],
  ['contacts', { kind: 'contacts', contacts: [{ name: 'Ana', phones: [], emails: [] }] }, 'Ana'],
  [
    'interactive',
    { kind: 'buttons', text: 'When?', buttons: [{ id: 'am', title: 'AM' }] },
    'When?',
  ],
  [
    'interactive',
    {
      kind: 'list',
      text: 'What?',
      label: 'Choose',
      sections: [{ rows: [{ id: 'a', title: 'Cut' }] }],
    },
    'What?',
  ],
  [
    'interactive',
    { kind: 'link', text: 'Book', label: 'Book', url: 'https://luxe.example' },
    'Book',
  ],
  [
    'template',
    {
      kind: 'template',
      name: 'visit_follow_up',
      language: 'en',
      parameters: [
        { type: 'text', text: "Zoë O'Brien", name: 'first_name' },
        { type: 'text', text: '💇🏽‍♀️', name: 'member_name' },
        { type: 'text', text: 'Luxe', name: 'business_name' },
      ],
      buttons: [{ index: 0, type: 'quick_reply', value: 'yes' }],
    },
    'visit_follow_up',
  ],
];

describe('the adapter and the sandbox', () => {
  test.each(everyKind)(
    'a message that the provider calls %s is taken: %j',
    async (kind, content, text) => {
      await write('Hi');
      expect(await send('', { content })).toMatchObject({ ok: true });
      expect(
        await control('GET', `conversation?phone_number_id=${NUMBER}&customer=${ASHA}`),
      ).toMatchObject({ messages: [{ text: 'Hi' }, { kind, text }] });
    },
  );

  test('a message that the customer wrote is marked as read', async () => {
    await write('Hi');
    await sandbox.idle();
    const [message] = webhook.events;
    const providerMessageId = message?.type === 'message' ? message.providerMessageId : '';
    const read = { to: { address: ASHA }, providerMessageId, isTyping: true };
    await whatsappAdapter.markRead?.(connectionTo(origin), read);
    expect(
      await control('GET', `conversation?phone_number_id=${NUMBER}&customer=${ASHA}`),
    ).toMatchObject({ messages: [{ id: providerMessageId, status: 'read' }] });
  });

  test('a template is taken from who never wrote, where a text is refused', async () => {
    const content = { kind: 'template', name: 'spring_offer', language: 'en' } as const;
    const template = { content: { ...content, parameters: ['March'] } };
    expect(await send('Hello')).toMatchObject({ failure: { code: 'reply_window_closed' } });
    expect(await send('', template)).toMatchObject({ ok: true });
  });

  test('a customer’s text arrives as an event, the reply is taken, its ticks come back in order', async () => {
    await write('Is 5 pm free?');
    await sandbox.idle();
    const [message] = webhook.events;
    expect(message).toMatchObject({
      type: 'message',
      externalChannelId: NUMBER,
      from: { address: ASHA, profileName: 'Asha Menon' },
      content: { text: 'Is 5 pm free?' },
    });
    const quoted = message?.type === 'message' ? message.providerMessageId : '';
    const result = await send('Yes!', { quotedProviderMessageId: quoted });
    expect(result).toMatchObject({ ok: true });
    await control('POST', 'read', { phone_number_id: NUMBER, customer: ASHA });
    await sandbox.idle();
    const id = result.ok ? result.providerMessageId : '';
    expect(webhook.events.slice(1)).toMatchObject(
      ['sent', 'delivered', 'read'].map((status) => ({
        type: 'status',
        status,
        providerMessageId: id,
        clientReference: 'our-id-1',
      })),
    );
    expect(
      await control('GET', `conversation?phone_number_id=${NUMBER}&customer=${ASHA}`),
    ).toMatchObject({
      messages: [{ id: quoted }, { id, text: 'Yes!', quoted_id: quoted, status: 'read' }],
    });
  });

  test('the same API answers under the path where the app mounts it', async () => {
    await write('Hi');
    expect(await send('Hi', {}, `${origin}/api/sandbox`)).toMatchObject({ ok: true });
  });

  test('the window shut for a stranger is a value of our own', async () => {
    expect(await send('Hi')).toMatchObject({ ok: false, failure: { code: 'reply_window_closed' } });
  });

  test.each([
    [190, 401, 'credentials_invalid', false],
    [130429, 429, 'rate_limited', true],
    [131056, 400, 'recipient_rate_limited', true],
    [131016, 503, 'provider_unavailable', true],
    [131026, 400, 'recipient_unreachable', false],
  ])('told to fail with %i, the send ends as a value', async (code, status, ours, retryable) => {
    await write('Hi');
    await control('POST', 'misbehave', { fail: { code, http_status: status } });
    expect(await send('Hi')).toMatchObject({ ok: false, failure: { code: ours, retryable } });
    expect(await send('Hi')).toMatchObject({ ok: true });
  });

  test.each([
    ['a dropped connection', { drop: {} }],
    ['a garbled success', { garbage: {} }],
    ['a garbled server error', { garbage: { http_status: 502 } }],
  ])('%s after taking is an unknown outcome that the receipt settles', async (_name, settings) => {
    await write('Hi');
    await control('POST', 'misbehave', settings);
    await expect(send('Hi')).rejects.toBeInstanceOf(UnknownOutcomeError);
    await sandbox.idle();
    expect(webhook.events.slice(1)).toMatchObject([
      { type: 'status', status: 'sent', clientReference: 'our-id-1' },
      { type: 'status', status: 'delivered', clientReference: 'our-id-1' },
    ]);
  });

  test('a later failure arrives as a failed status with our own code', async () => {
    await write('Hi');
    await control('POST', 'misbehave', { fail_later: { code: 131026 } });
    expect(await send('Hi')).toMatchObject({ ok: true });
    await sandbox.idle();
    expect(webhook.events.at(-1)).toMatchObject({
      status: 'failed',
      failure: { code: 'recipient_unreachable', providerCode: '131026' },
    });
  });

  test('duplicated deliveries are equal, byte for byte of meaning', async () => {
    await control('POST', 'misbehave', { duplicate_webhooks: 4 });
    await write('Hi');
    await sandbox.idle();
    expect(webhook.events).toHaveLength(5);
    for (const event of webhook.events) expect(event).toEqual(webhook.events[0]);
    expect(webhook.refused).toBe(0);
  });

  test('a body over 1 MB is refused before it is read to the end', async () => {
    const response = await fetch(`${origin}/v23.0/${NUMBER}/messages`, {
      method: 'POST',
      body: 'x'.repeat(2 * 1024 * 1024),
    }).catch(() => null);
    expect(response === null || response.status === 413).toBe(true);
  });
});
