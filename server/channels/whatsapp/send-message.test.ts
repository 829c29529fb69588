import { describe, expect, test } from 'vitest';

import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { OutboundMessage } from '#server/channels/types.ts';
import { sendMessage } from '#server/channels/whatsapp/send-message.ts';
import { answerWith, graphError, loopbackProvider } from '#tests/channels/loopback-provider.ts';
import type { Answer } from '#tests/channels/loopback-provider.ts';

const message: OutboundMessage = {
  clientReference: '0197b2c4-0000-7000-8000-000000000001',
  to: { address: '919812345670' },
  content: { kind: 'text', text: 'See you at 5 — https://luxe.example' },
};

const loopback = loopbackProvider();
const provider = loopback.start;

/** Every request that reached the provider, oldest first. */
function received() {
  return loopback.received.map(({ path, headers: { authorization }, body }) => ({
    path,
    authorization,
    body: JSON.parse(body.toString()) as unknown,
  }));
}

const taken = { messaging_product: 'whatsapp', messages: [{ id: 'wamid.OUT1' }] };

describe('the request', () => {
  test('goes to the number’s messages with the token, our id and the text as Meta wants it', async () => {
    const connection = await provider(answerWith(200, taken));
    expect(await sendMessage(connection, message)).toEqual({
      ok: true,
      providerMessageId: 'wamid.OUT1',
    });
    expect(received()).toEqual([
      {
        path: '/graph/v23.0/109000000000001/messages',
        authorization: 'Bearer token-1',
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '919812345670',
          type: 'text',
          text: { body: 'See you at 5 — https://luxe.example', preview_url: true },
          biz_opaque_callback_data: '0197b2c4-0000-7000-8000-000000000001',
        },
      },
    ]);
  });

  test('of a template names it, its language and what fills the blanks of its body, in order', async () => {
    const connection = await provider(answerWith(200, taken));
    const content = { kind: 'template', name: 'spring_offer', language: 'pt_BR' } as const;
    await sendMessage(connection, {
      ...message,
      content: { ...content, parameters: ['Ana', '10'] },
    });
    await sendMessage(connection, { ...message, content: { ...content, parameters: [] } });
    const parameters = [
      { type: 'text', text: 'Ana' },
      { type: 'text', text: '10' },
    ];
    const template = { name: 'spring_offer', language: { code: 'pt_BR' } };
    expect(received().map(({ body }) => body)).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '919812345670',
        type: 'template',
        template: { ...template, components: [{ type: 'body', parameters }] },
        biz_opaque_callback_data: '0197b2c4-0000-7000-8000-000000000001',
      },
      expect.objectContaining({ template }),
    ]);
  });

  test('of a template with an empty blank never leaves', async () => {
    const connection = await provider(answerWith(200, taken));
    const content = { kind: 'template', name: 'spring_offer', language: 'en' } as const;
    const result = await sendMessage(connection, {
      ...message,
      content: { ...content, parameters: [' '] },
    });
    expect(result).toMatchObject({ ok: false, failure: { code: 'template_invalid' } });
    expect(received()).toEqual([]);
  });

  test('names the quoted message, and a person without a number by their own id', async () => {
    const connection = await provider(answerWith(200, taken));
    await sendMessage(connection, {
      ...message,
      to: { providerUserId: 'PT.81' },
      quotedProviderMessageId: 'wamid.IN1',
    });
    expect(received()[0]?.body).toMatchObject({
      recipient: 'PT.81',
      context: { message_id: 'wamid.IN1' },
    });
    expect(received()[0]?.body).not.toHaveProperty('to');
  });

  test.each([
    ['', 'text_empty'],
    [' \n\t', 'text_empty'],
    ['x'.repeat(4097), 'text_too_long'],
  ])('a text the provider would refuse never leaves', async (text, code) => {
    const connection = await provider(answerWith(200, taken));
    const result = await sendMessage(connection, { ...message, content: { kind: 'text', text } });
    expect(result).toMatchObject({ ok: false, failure: { code, retryable: false } });
    expect(received()).toEqual([]);
  });

  test('4,096 characters are sent', async () => {
    const connection = await provider(answerWith(200, taken));
    const content = { kind: 'text' as const, text: 'x'.repeat(4096) };
    expect(await sendMessage(connection, { ...message, content })).toMatchObject({ ok: true });
  });

  test('a channel without a token is refused as a value', async () => {
    const connection = await provider(answerWith(200, taken));
    const result = await sendMessage({ ...connection, credentials: {} }, message);
    expect(result).toMatchObject({ failure: { code: 'credentials_invalid' } });
    expect(received()).toEqual([]);
  });
});

describe('known refusals are values', () => {
  test.each([
    [401, 190, 'credentials_invalid', false],
    [400, 131047, 'reply_window_closed', false],
    [400, 131009, 'request_invalid', false],
    [429, 130429, 'rate_limited', true],
    [400, 131056, 'recipient_rate_limited', true],
    [503, 131016, 'provider_unavailable', true],
    [500, 1, 'provider_unavailable', true],
  ])('HTTP %i with error %i is %s', async (status, code, ours, retryable) => {
    const connection = await provider(answerWith(status, graphError(code)));
    const result = await sendMessage(connection, message);
    expect(result).toMatchObject({
      ok: false,
      failure: { code: ours, retryable, providerCode: String(code), providerDetail: 'The details' },
    });
  });

  test('the wait the provider asks for wins over ours', async () => {
    const headers = { 'retry-after': '17' };
    const connection = await provider(answerWith(429, graphError(130429), headers));
    expect(await sendMessage(connection, message)).toMatchObject({
      failure: { retryAfterSeconds: 17 },
    });
  });

  test('a refusal without Graph’s own error body is still a refusal', async () => {
    const connection = await provider(answerWith(404, '<html>not here</html>'));
    expect(await sendMessage(connection, message)).toMatchObject({
      failure: { code: 'unknown_failure', providerCode: 'HTTP 404', retryable: false },
    });
  });

  test('a throttled call without a body is tried again', async () => {
    const connection = await provider(answerWith(429, '', { 'retry-after': '3' }));
    expect(await sendMessage(connection, message)).toMatchObject({
      failure: { code: 'rate_limited', retryable: true, retryAfterSeconds: 3 },
    });
  });

  test('a redirect is not followed, so the token goes nowhere else', async () => {
    const connection = await provider(answerWith(302, '', { location: 'http://127.0.0.1:9/' }));
    expect(await sendMessage(connection, message)).toMatchObject({ ok: false });
    expect(received()).toHaveLength(1);
  });

  test('a refused connection never reached the provider and may be tried again', async () => {
    const connection = await provider(answerWith(200, taken));
    await loopback.stop();
    expect(await sendMessage(connection, message)).toMatchObject({
      failure: { code: 'provider_down', retryable: true },
    });
  });
});

describe('a lost answer throws, because the message may have been taken', () => {
  test.each<[string, Answer]>([
    ['the connection is dropped', (request) => request.socket.destroy()],
    [
      'the answer breaks off',
      (request, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"messages":', () => request.socket.destroy());
      },
    ],
    ['success is garbage', answerWith(200, '<html>')],
    ['success names no message', answerWith(200, { messages: [] })],
    ['success carries an error', answerWith(200, graphError(131000))],
    ['a server error is garbage', answerWith(502, '<html>bad gateway</html>')],
  ])('%s', async (_name, answer) => {
    const connection = await provider(answer);
    await expect(sendMessage(connection, message)).rejects.toBeInstanceOf(UnknownOutcomeError);
    expect(received()).toHaveLength(1);
  });
});
