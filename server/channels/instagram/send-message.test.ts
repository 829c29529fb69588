import { createHmac } from 'node:crypto';

import { afterEach, describe, expect, test } from 'vitest';

import type { OutboundContent } from '#server/channels/content.ts';
import { instagramAdapter } from '#server/channels/instagram/adapter.ts';
import { markRead, sendMessage } from '#server/channels/instagram/send-message.ts';
import {
  ASHA,
  endProvider,
  graphError,
  provider,
  received,
} from '#server/channels/instagram/testing/provider.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { OutboundMessage } from '#server/channels/types.ts';

afterEach(endProvider);

function messageOf(
  content: OutboundContent,
  overrides: Partial<OutboundMessage> = {},
): OutboundMessage {
  return { clientReference: 'our-id-1', to: { address: ASHA }, content, ...overrides };
}

const text = (words: string) => messageOf({ kind: 'text', text: words });

/** What the provider was sent as `message`. */
async function partOf(content: OutboundContent): Promise<unknown> {
  const connection = await provider();
  expect(await sendMessage(connection, messageOf(content))).toEqual({
    ok: true,
    providerMessageId: 'mid.1',
  });
  return (received[0]?.body as { message: unknown }).message;
}

describe('the two ways of connecting', () => {
  test('with its own login an account sends under its own id', async () => {
    const connection = await provider({}, { accessToken: 'token-1', appSecret: 'app' });
    await sendMessage(connection, text('See you at 5'));
    expect(received).toEqual([
      {
        method: 'POST',
        path: '/v23.0/17841400000000001/messages',
        query: new URLSearchParams(),
        authorization: 'Bearer token-1',
        body: {
          recipient: { id: ASHA },
          messaging_type: 'RESPONSE',
          message: { text: 'See you at 5' },
        },
      },
    ]);
  });

  test('through a page it sends as “me”, with a proof that it knows the secret', async () => {
    const credentials = { login: 'facebook', accessToken: 'page-token', appSecret: 'app' };
    await sendMessage(await provider({}, credentials), text('Hi'));
    const proof = createHmac('sha256', 'app').update('page-token').digest('hex');
    expect(received[0]).toMatchObject({
      path: '/v23.0/me/messages',
      authorization: 'Bearer page-token',
    });
    expect(received[0]?.query.get('appsecret_proof')).toBe(proof);
  });

  test('a page without a stored secret sends no proof', async () => {
    await sendMessage(await provider({}, { login: 'facebook', accessToken: 'p' }), text('Hi'));
    expect([...(received[0]?.query.keys() ?? [])]).toEqual([]);
  });

  test('a channel without a token sends nothing', async () => {
    expect(await sendMessage(await provider({}, {}), text('Hi'))).toMatchObject({
      failure: { code: 'credentials_invalid', retryable: false },
    });
    expect(received).toEqual([]);
  });
});

describe('what is sent', () => {
  test.each([
    ['image', 'image'],
    ['video', 'video'],
    ['audio', 'audio'],
    ['document', 'file'],
  ] as const)('a file of the kind %s goes by its address', async (kind, type) => {
    const file = { link: 'https://files.test/a' };
    expect(await partOf({ kind, text: '', file })).toEqual({
      attachment: { type, payload: { url: 'https://files.test/a' } },
    });
  });

  test('buttons are quick replies with their ids', async () => {
    const buttons = [{ id: 'SAT', title: 'Saturday' }];
    expect(await partOf({ kind: 'buttons', text: 'Which day?', buttons })).toEqual({
      text: 'Which day?',
      quick_replies: [{ content_type: 'text', title: 'Saturday', payload: 'SAT' }],
    });
  });

  test('a link is a button under its text', async () => {
    const content = { kind: 'link', text: 'Our prices', label: 'Open', url: 'https://l.test' };
    expect(await partOf(content as OutboundContent)).toMatchObject({
      attachment: {
        type: 'template',
        payload: { template_type: 'button', buttons: [{ type: 'web_url', title: 'Open' }] },
      },
    });
  });

  test('a heart is put on a message and taken off again; it has an id of our own', async () => {
    const connection = await provider({ body: { recipient_id: ASHA } });
    const reaction = { kind: 'reaction', providerMessageId: 'mid.9' } as const;
    const sent = await sendMessage(connection, messageOf({ ...reaction, emoji: '❤️' }));
    expect(sent).toEqual({ ok: true, providerMessageId: 'deed.our-id-1' });
    await sendMessage(connection, messageOf({ ...reaction, emoji: null }));
    expect(received.map(({ body }) => body)).toEqual([
      {
        recipient: { id: ASHA },
        sender_action: 'react',
        payload: { message_id: 'mid.9', reaction: 'love' },
      },
      {
        recipient: { id: ASHA },
        sender_action: 'unreact',
        payload: { message_id: 'mid.9' },
      },
    ]);
  });

  test('only a person’s late reply carries the tag of a human agent', async () => {
    const connection = await provider();
    const content = { kind: 'text', text: 'Sorry for the wait' } as const;
    await sendMessage(connection, messageOf(content, { isLateReply: true }));
    await sendMessage(connection, messageOf(content));
    expect(received.map(({ body }) => body)).toMatchObject([
      { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' },
      { messaging_type: 'RESPONSE' },
    ]);
    expect(received[1]?.body).not.toHaveProperty('tag');
  });

  test('a person sees that they were read, and that an answer is being written', async () => {
    const connection = await provider({ body: { recipient_id: ASHA } });
    await markRead(connection, { to: { address: ASHA }, isTyping: true });
    expect(received.map(({ body }) => body)).toEqual([
      { recipient: { id: ASHA }, sender_action: 'mark_seen' },
      { recipient: { id: ASHA }, sender_action: 'typing_on' },
    ]);
  });

  test('that courtesy fails without a word', async () => {
    const connection = await provider({ status: 500, body: '<html>' });
    await expect(
      markRead(connection, { to: { address: ASHA }, isTyping: false }),
    ).resolves.toBeUndefined();
  });
});

describe('limits, before any call', () => {
  test('a text is counted in bytes: 1,000 go, one more does not', async () => {
    const connection = await provider();
    expect(instagramAdapter.capabilities.maxTextBytes).toBe(1000);
    const exact = 'é'.repeat(500);
    expect(await sendMessage(connection, text(exact))).toMatchObject({ ok: true });
    expect(await sendMessage(connection, text(`${exact}!`))).toMatchObject({
      failure: {
        code: 'text_too_long',
        message: 'An Instagram message can hold 1,000 bytes; this one has 1,001.',
      },
    });
    expect(received).toHaveLength(1);
  });

  const file = { link: 'https://files.test/a' };
  const fourteen = Array.from({ length: 14 }, (_, id) => ({ id: String(id), title: 'x' }));
  test.each<[string, OutboundContent, string]>([
    ['words beside a file', { kind: 'image', text: 'Look', file }, 'request_invalid'],
    ['fourteen answers', { kind: 'buttons', text: 'x', buttons: fourteen }, 'request_invalid'],
    [
      'a title of 21 characters',
      { kind: 'buttons', text: 'x', buttons: [{ id: '1', title: 'x'.repeat(21) }] },
      'request_invalid',
    ],
    ['a place', { kind: 'location', place: { latitude: 1, longitude: 2 } }, 'content_unsupported'],
    [
      'a template',
      { kind: 'template', name: 'a', language: 'en', parameters: [] },
      'content_unsupported',
    ],
    [
      'any emoji but a heart',
      { kind: 'reaction', providerMessageId: 'm', emoji: '🔥' },
      'content_unsupported',
    ],
  ])('%s is refused as a value', async (_name, content, code) => {
    const connection = await provider();
    expect(await sendMessage(connection, messageOf(content))).toMatchObject({
      ok: false,
      failure: { code, retryable: false },
    });
    expect(received).toEqual([]);
  });
});

describe('the provider’s refusals', () => {
  test.each([
    [10, 2534022, 'reply_window_closed', false],
    [10, 2018278, 'reply_window_closed', false],
    [10, 2018108, 'recipient_unreachable', false],
    [10, 1893063, 'account_blocked', false],
    [10, 2534077, 'permission_missing', false],
    [10, undefined, 'permission_missing', false],
    [551, 1545041, 'recipient_unreachable', false],
    [551, undefined, 'recipient_unreachable', false],
    [100, 2534014, 'recipient_unreachable', false],
    [100, 2534037, 'recipient_not_allowed', false],
    [100, 2534029, 'account_blocked', false],
    [100, 2018008, 'media_upload_failed', false],
    [100, 2018109, 'media_upload_failed', false],
    [100, undefined, 'request_invalid', false],
    [190, 463, 'credentials_invalid', false],
    [200, 1545041, 'recipient_unreachable', false],
    [200, 2018028, 'recipient_not_allowed', false],
    [200, 2534041, 'permission_missing', false],
    [200, undefined, 'permission_missing', false],
    [230, undefined, 'recipient_not_allowed', false],
    [368, undefined, 'account_blocked', false],
    [4, undefined, 'rate_limited', true],
    [613, undefined, 'rate_limited', true],
    [2, undefined, 'provider_unavailable', true],
    [424242, undefined, 'unknown_failure', false],
  ])('%i with %s is %s', async (code, subcode, ours, retryable) => {
    const connection = await provider({ status: 400, body: graphError(code, subcode) });
    expect(await sendMessage(connection, text('Hi'))).toMatchObject({
      ok: false,
      failure: { code: ours, retryable, providerCode: String(code) },
    });
  });

  test('that an answer is too late is known by its words where the subcode is missing', async () => {
    const message = '(#10) This message is sent outside of allowed window.';
    const connection = await provider({ status: 400, body: { error: { code: 10, message } } });
    expect(await sendMessage(connection, text('Hi'))).toMatchObject({
      failure: { code: 'reply_window_closed', providerDetail: message },
    });
  });

  test.each([
    ['success is garbage', 200, '<html>'],
    ['success names no message', 200, { recipient_id: ASHA }],
    ['a server error is garbage', 502, '<html>'],
    ['an error comes that is known for messages that went', 400, graphError(1, 1357046)],
  ])('when %s, the outcome is unknown', async (_name, status, body) => {
    const connection = await provider({ status, body });
    await expect(sendMessage(connection, text('Hi'))).rejects.toBeInstanceOf(UnknownOutcomeError);
  });
});
