import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { instagramAdapter } from '#server/channels/instagram/adapter.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { ChannelConnection, OutboundMessage } from '#server/channels/types.ts';
import { demoInstagramAccount } from '#server/sandbox/accounts.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import type { OwnSandbox } from '#server/sandbox/sandbox.ts';
import { manualClock, secrets } from '#server/sandbox/testing/harness.ts';
import { close, listen, startWebhookServer } from '#tests/channels/webhook-server.ts';
import type { WebhookServer } from '#tests/channels/webhook-server.ts';

const ASHA = '1234567890123456';
const ACCOUNT = '200000000000001';
const url = 'https://files.test/a';
const HOUR_MS = 3_600_000;

let webhook: WebhookServer;
let sandbox: OwnSandbox;
let server: ReturnType<typeof createSandboxServer>;
let origin: string;
let time: ReturnType<typeof manualClock>;

beforeEach(async () => {
  webhook = await startWebhookServer(secrets.appSecret, 0, instagramAdapter);
  time = manualClock();
  sandbox = createSandbox({
    ledger: memoryLedger(),
    secrets,
    accounts: [demoInstagramAccount(webhook.url)],
    clock: time.clock,
  });
  server = createSandboxServer(sandbox);
  origin = `http://127.0.0.1:${await listen(server)}`;
});

afterEach(async () => {
  await close(server);
  await sandbox.stop();
  await webhook.close();
});

async function control(path: string, body: unknown): Promise<{ status: number; id: string }> {
  const response = await fetch(`${origin}/api/sandbox/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.controlToken}` },
    body: JSON.stringify(body),
  });
  return { ...((await response.json()) as { id: string }), status: response.status };
}

/** Asha does something; the answer is the id of her message, or of what she did it to. */
async function play(deed: Record<string, unknown>): Promise<string> {
  const customer = { id: ASHA, name: 'Asha Menon' };
  const { status, id } = await control('instagram', { phone_number_id: ACCOUNT, customer, deed });
  expect(status).toBe(200);
  await sandbox.idle();
  return id;
}

const login = (way: 'instagram' | 'facebook', accessToken = secrets.accessToken) => ({
  kind: 'instagram' as const,
  externalId: ACCOUNT,
  baseUrl: origin,
  credentials: { login: way, accessToken },
});

function send(
  text: string,
  overrides: Partial<OutboundMessage> = {},
  connection: ChannelConnection = login('instagram'),
) {
  return instagramAdapter.send(connection, {
    clientReference: 'our-id-1',
    to: { address: ASHA },
    content: { kind: 'text', text },
    ...overrides,
  });
}

const lastEvent = () => webhook.events.at(-1);

describe('what a customer does arrives as they meant it', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a text', { type: 'text', text: 'Is 5 pm free?' }, { kind: 'text', text: 'Is 5 pm free?' }],
    ...(['image', 'video', 'audio'] as const).map(
      (kind): [string, Record<string, unknown>, Record<string, unknown>] => [
        `an attachment of the type ${kind}`,
        { type: 'attachments', attachments: [{ type: kind, payload: { url } }] },
        { kind, files: [{ kind, url }] },
      ],
    ),
    [
      'a file with words',
      { type: 'attachments', text: 'The plan', attachments: [{ type: 'file', payload: { url } }] },
      { kind: 'document', text: 'The plan' },
    ],
    [
      'something that disappears',
      { type: 'attachments', attachments: [{ type: 'ephemeral' }] },
      { kind: 'unsupported' },
    ],
    [
      'a kind that is yet to be invented',
      { type: 'attachments', attachments: [{ type: 'hologram' }] },
      { kind: 'unsupported', reason: 'hologram' },
    ],
    ['a story that mentions us', { type: 'story_mention', url }, { kind: 'story', story: { url } }],
    [
      'a shared post',
      { type: 'share', url, id: '18', title: 'Cuts' },
      { kind: 'share', share: { from: 'post', id: '18', title: 'Cuts', url } },
    ],
    ['a reel', { type: 'reel', url, id: '19' }, { share: { from: 'reel', id: '19' } }],
    ['a like', { type: 'like' }, { kind: 'text', text: '❤️' }],
    ['something unsupported', { type: 'unsupported' }, { kind: 'unsupported' }],
    [
      'a quick reply',
      { type: 'quick_reply', text: 'Saturday', payload: 'SAT' },
      { kind: 'choice', text: 'Saturday', choice: { from: 'quick_reply', id: 'SAT' } },
    ],
    [
      'a press on a button',
      { type: 'postback', title: 'Hours', payload: 'HOURS' },
      { kind: 'choice', text: 'Hours', choice: { from: 'postback', id: 'HOURS' } },
    ],
  ])('%s', async (_name, deed, content) => {
    const id = await play(deed);
    expect(webhook.events).toMatchObject([
      {
        type: 'message',
        externalChannelId: ACCOUNT,
        providerMessageId: id,
        from: { address: ASHA },
        occurredAt: time.clock.now(),
        content,
      },
    ]);
    expect(webhook.refused).toBe(0);
  });

  test('a press without an id gets one of our making', async () => {
    await play({ type: 'postback', title: 'Hours', payload: 'HOURS', without_id: true });
    expect(webhook.events).toMatchObject([
      { providerMessageId: expect.stringMatching(/^postback\./) as string },
    ]);
  });

  test('a reply to a story and a reply to a message', async () => {
    const story = { id: '17', url };
    const first = await play({ type: 'story_reply', text: 'Lovely', story });
    expect(lastEvent()).toMatchObject({ context: { story } });
    await play({ type: 'text', text: 'And this?', quoted_id: first });
    expect(lastEvent()).toMatchObject({ quotedProviderMessageId: first });
  });

  test('a reaction, its removal, an edit and an unsend are about their message', async () => {
    const id = await play({ type: 'text', text: 'Hi' });
    const about = { providerMessageId: id };
    await play({ type: 'react', message_id: id, emoji: '🔥' });
    expect(lastEvent()).toMatchObject({ type: 'reaction', ...about, emoji: '🔥' });
    await play({ type: 'unreact', message_id: id });
    expect(lastEvent()).toMatchObject({ type: 'reaction', ...about, emoji: null });
    await play({ type: 'edit', message_id: id, text: 'Hello' });
    expect(lastEvent()).toMatchObject({ type: 'revision', ...about, content: { text: 'Hello' } });
    await play({ type: 'unsend', message_id: id });
    expect(lastEvent()).toMatchObject({ type: 'revision', ...about, content: null });
  });

  test('what is about a message that is not there is refused', async () => {
    const deed = { type: 'unsend', message_id: 'nowhere' };
    const customer = { id: ASHA };
    const answer = await control('instagram', { phone_number_id: ACCOUNT, customer, deed });
    expect(answer.status).toBe(404);
    expect(webhook.events).toEqual([]);
  });

  test('a link in the thread is a referral, an ad as well', async () => {
    await play({ type: 'referral', ref: 'window' });
    expect(lastEvent()).toMatchObject({ referral: { from: 'link', reference: 'window' } });
    await play({ type: 'referral', ad_id: '604' });
    expect(lastEvent()).toMatchObject({ referral: { from: 'ad', adId: '604' } });
  });
});

describe('what the business sends', () => {
  test.each(['instagram', 'facebook'] as const)(
    'through the %s login is taken, echoed with its id, and read up to it',
    async (way) => {
      await play({ type: 'text', text: 'Hi' });
      const result = await send('Yes!', {}, login(way));
      await sandbox.idle();
      const id = result.ok ? result.providerMessageId : '';
      expect(lastEvent()).toMatchObject({
        type: 'echo',
        providerMessageId: id,
        to: { address: ASHA },
        content: { kind: 'text', text: 'Yes!' },
      });
      await play({ type: 'read' });
      expect(lastEvent()).toMatchObject({ type: 'watermark', providerMessageId: id });
    },
  );

  test('files, answers to pick from and a heart are taken too', async () => {
    const theirs = await play({ type: 'text', text: 'Hi' });
    const contents: OutboundMessage['content'][] = [
      { kind: 'image', text: '', file: { link: url } },
      { kind: 'buttons', text: 'When?', buttons: [{ id: 'SAT', title: 'Saturday' }] },
      { kind: 'link', text: 'Prices', label: 'Open', url },
      { kind: 'reaction', providerMessageId: theirs, emoji: '❤️' },
      { kind: 'reaction', providerMessageId: theirs, emoji: null },
    ];
    for (const content of contents) {
      expect(await send('', { content })).toMatchObject({ ok: true });
    }
    await sandbox.idle();
    const echoes = webhook.events.filter(({ type }) => type === 'echo');
    expect(echoes).toMatchObject([
      { content: { kind: 'image', files: [{ url }] } },
      { content: { kind: 'text', text: 'When?' } },
      { content: { kind: 'share' } },
    ]);
  });

  test('what it writes in its own app is an echo that nobody here sent', async () => {
    await play({ type: 'text', text: 'Hi' });
    const id = await play({ type: 'echo', text: 'From the phone' });
    expect(lastEvent()).toMatchObject({ type: 'echo', providerMessageId: id });
  });

  test('to who never wrote is refused', async () => {
    expect(await send('Hi')).toMatchObject({ failure: { code: 'recipient_unreachable' } });
  });

  test('everything goes for a day, a person’s own words for a week, then nothing', async () => {
    await play({ type: 'text', text: 'Hi' });
    const late = { isLateReply: true } as const;
    const shut = { failure: { code: 'reply_window_closed' } };
    time.move(24 * HOUR_MS - 1);
    expect(await send('In time')).toMatchObject({ ok: true });
    time.move(1);
    expect(await send('Too late')).toMatchObject(shut);
    expect(await send('From a person', late)).toMatchObject({ ok: true });
    time.move(6 * 24 * HOUR_MS);
    expect(await send('A week later', late)).toMatchObject(shut);
  });

  test('with a wrong token is refused', async () => {
    await play({ type: 'text', text: 'Hi' });
    for (const way of ['instagram', 'facebook'] as const) {
      expect(await send('Hi', {}, login(way, 'wrong'))).toMatchObject({
        failure: { code: 'credentials_invalid' },
      });
    }
  });

  test('of which the answer is lost is known by its echo', async () => {
    await play({ type: 'text', text: 'Hi' });
    await control('misbehave', { drop: {} });
    await expect(send('Yes!')).rejects.toBeInstanceOf(UnknownOutcomeError);
    await sandbox.idle();
    expect(lastEvent()).toMatchObject({ type: 'echo', content: { text: 'Yes!' } });
  });

  test('that the provider refuses does not use up a lost answer', async () => {
    await control('misbehave', { drop: {} });
    expect(await send('Yes!')).toMatchObject({ failure: {} });
    await play({ type: 'text', text: 'Hi' });
    await expect(send('Yes!')).rejects.toBeInstanceOf(UnknownOutcomeError);
  });

  test('is held to the limits by the provider itself', async () => {
    await play({ type: 'text', text: 'Hi' });
    const post = async (body: Record<string, unknown>) => {
      const response = await fetch(`${origin}/v23.0/${ACCOUNT}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secrets.accessToken}` },
        body: JSON.stringify({ recipient: { id: ASHA }, ...body }),
      });
      return response.status;
    };
    expect(await post({ message: { text: 'é'.repeat(500) } })).toBe(200);
    expect(await post({ message: { text: `${'é'.repeat(500)}!` } })).toBe(400);
    expect(await post({ message: { text: 'x' }, tag: 'HUMAN_AGENT' })).toBe(400);
    expect(await post({ message: {} })).toBe(400);
    expect(await post({ sender_action: 'react', payload: { message_id: 'nowhere' } })).toBe(400);
    expect(await post({ sender_action: 'typing_on' })).toBe(200);
  });
});

describe('what can be asked', () => {
  test('a person’s profile, once they wrote', async () => {
    expect(await instagramAdapter.lookUpProfile?.(login('instagram'), ASHA)).toMatchObject({
      ok: false,
    });
    await play({ type: 'referral', ref: 'window' });
    await play({ type: 'text', text: 'Hi' });
    expect(await instagramAdapter.lookUpProfile?.(login('facebook'), ASHA)).toEqual({
      ok: true,
      profile: { name: 'Asha Menon', username: 'asha.menon' },
    });
  });

  test('a new token for one that is right', async () => {
    expect(await instagramAdapter.refreshCredentials?.(login('instagram'))).toMatchObject({
      ok: true,
      endsInSeconds: 5_184_000,
    });
    expect(await instagramAdapter.refreshCredentials?.(login('instagram', 'wrong'))).toMatchObject({
      failure: { code: 'credentials_invalid' },
    });
  });

  test('whose account it is', async () => {
    const headers = { authorization: `Bearer ${secrets.accessToken}` };
    const response = await fetch(`${origin}/v23.0/me?fields=user_id,username`, { headers });
    expect(await response.json()).toMatchObject({ user_id: ACCOUNT, username: 'luxesalon.bandra' });
  });
});

describe('the phone', () => {
  const shown = async () => {
    const query = new URLSearchParams({ phone_number_id: ACCOUNT, customer: ASHA }).toString();
    const headers = { authorization: `Bearer ${secrets.controlToken}` };
    const response = await fetch(`${origin}/api/sandbox/control/conversation?${query}`, {
      headers,
    });
    return (await response.json()) as Record<string, unknown>;
  };

  test('shows what either side did to a message, and that the business was told', async () => {
    const id = await play({ type: 'text', text: 'Hi' });
    await play({ type: 'react', message_id: id, emoji: '🔥' });
    await play({ type: 'edit', message_id: id, text: 'Hello' });
    await send('', { content: { kind: 'reaction', providerMessageId: id, emoji: '❤️' } });
    expect(await shown()).toMatchObject({
      messages: [
        { id, text: 'Hello', is_edited: true, reactions: { customer: '🔥', business: '❤️' } },
      ],
      deeds: [{ is_told: true }, { is_told: true }],
    });
    await send('', { content: { kind: 'reaction', providerMessageId: id, emoji: null } });
    await play({ type: 'unreact', message_id: id });
    await play({ type: 'unsend', message_id: id });
    expect(await shown()).toMatchObject({
      messages: [{ id, is_unsent: true, reactions: { customer: null, business: null } }],
    });
  });

  test('marks what the business wrote in its own app, and shows it typing', async () => {
    const providerMessageId = await play({ type: 'text', text: 'Hi' });
    const id = await play({ type: 'echo', text: 'From the phone' });
    const read = { to: { address: ASHA }, providerMessageId, isTyping: true };
    await instagramAdapter.markRead?.(login('instagram'), read);
    expect(await shown()).toMatchObject({
      messages: [{ status: 'read' }, { id, is_echo: true, text: 'From the phone' }],
      typing_until: expect.any(String) as string,
    });
  });

  test('sends a file of its own, which the app fetches without a token and for a while', async () => {
    const content = Buffer.from('a picture').toString('base64');
    const file = { phone_number_id: ACCOUNT, mime_type: 'image/jpeg', content };
    const { id: media_id } = await control('media', file);
    await play({ type: 'attachments', attachments: [{ type: 'image', media_id }] });
    const told = JSON.stringify(lastEvent());
    const address = /"url":"(http[^"]+)"/.exec(told)?.[1] ?? '';
    expect(new URL(address).origin).toBe(origin);
    const response = await fetch(address);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(await response.text()).toBe('a picture');
    expect(
      (await fetch(`${address.slice(0, -1)}${address.endsWith('A') ? 'E' : 'A'}`)).status,
    ).toBe(404);
    time.move(5 * HOUR_MS);
    expect((await fetch(address)).status).toBe(404);
  });

  test('sends no file that the sandbox does not keep, and knows nothing of WhatsApp', async () => {
    const deed = { type: 'attachments', attachments: [{ type: 'image', media_id: '1' }] };
    const customer = { id: ASHA };
    const account = { phone_number_id: ACCOUNT };
    expect((await control('instagram', { ...account, customer, deed })).status).toBe(400);
    expect((await control('read', { ...account, customer: ASHA })).status).toBe(400);
    expect(webhook.events).toEqual([]);
  });
});
