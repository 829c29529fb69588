import { describe, expect, test } from 'vitest';

import { DropConnection } from '#server/sandbox/core.ts';
import { ASHA, NUMBER, secrets, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';

interface GraphError {
  error: { message: string; code: number; fbtrace_id: string; error_data?: { details: string } };
}

const templateBody = (name: string) =>
  textBody('', { type: 'template', text: undefined, template: { name, language: { code: 'en' } } });

async function errorOf(response: Response): Promise<GraphError['error']> {
  return ((await response.json()) as GraphError).error;
}

describe('sending', () => {
  test('a text is taken, kept under the sender’s own reference and answered with a wamid', async () => {
    const { graph, write, conversation, control } = startSandbox();
    await write('Hello?');
    const response = await graph(textBody('Yes, come by!'));
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { messages: [{ id: string }] };
    expect(answer).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: ASHA, wa_id: ASHA }],
      messages: [{ id: expect.stringMatching(/^wamid\./) as string }],
    });
    expect((await conversation()).messages.map(({ text }) => text)).toEqual([
      'Hello?',
      'Yes, come by!',
    ]);
    expect(await control('GET', 'ledger')).toMatchObject({
      messages: [
        { direction: 'from_customer' },
        {
          id: answer.messages[0].id,
          reference: 'reference-1',
          customer: ASHA,
          phone_number_id: NUMBER,
        },
      ],
    });
  });

  test('the quoted message is kept', async () => {
    const { graph, write, conversation } = startSandbox();
    const { id } = await write('5 pm?');
    await graph(textBody('Yes', { context: { message_id: id } }));
    expect((await conversation()).messages[1]?.quoted_id).toBe(id);
  });

  test('a written number reaches the same person as its digits', async () => {
    const { graph, write } = startSandbox();
    await write('Hi');
    const response = await graph(textBody('Hi', { to: '+91 98123 45670' }));
    expect(await response.json()).toMatchObject({ contacts: [{ wa_id: ASHA }] });
  });

  test('a wrong or missing token is refused as the provider refuses it', async () => {
    const { graph, call } = startSandbox();
    const wrong = await graph(textBody('Hi'), 'another-token');
    expect(wrong.status).toBe(401);
    expect(await errorOf(wrong)).toMatchObject({
      code: 190,
      fbtrace_id: expect.any(String) as string,
    });
    expect((await call('POST', `v23.0/${NUMBER}/messages`, '', textBody('Hi'))).status).toBe(401);
  });

  test('a number that does not exist is refused', async () => {
    const { graph } = startSandbox();
    const response = await graph(textBody('Hi'), undefined, '999');
    expect(await errorOf(response)).toMatchObject({ code: 100, error_subcode: 33 });
  });

  test.each([
    ['GET', 'messages'],
    ['POST', 'v23.0'],
    ['POST', `23/${NUMBER}/messages`],
    ['DELETE', `v23.0/${NUMBER}/messages`],
    ['POST', `v23.0/${NUMBER}/deregister`],
  ])('%s %s is no path of the API', async (method, path) => {
    const { call } = startSandbox();
    expect((await call(method, path, secrets.accessToken)).status).toBe(404);
  });

  test('the number describes itself', async () => {
    const { call } = startSandbox();
    const response = await call('GET', `v23.0/${NUMBER}`, secrets.accessToken);
    expect(await response.json()).toMatchObject({ id: NUMBER, verified_name: 'Test Salon' });
  });

  test('a number cannot write to itself', async () => {
    const { graph } = startSandbox();
    expect(await errorOf(await graph(textBody('Hi', { to: '912255501234' })))).toMatchObject({
      code: 131021,
    });
  });

  test('reading a customer’s message shows on their phone', async () => {
    const { graph, write, conversation } = startSandbox();
    const { id } = await write('Hello?');
    const response = await graph({ messaging_product: 'whatsapp', status: 'read', message_id: id });
    expect(await response.json()).toEqual({ success: true });
    expect((await conversation()).messages[0]?.status).toBe('read');
  });
});

describe('the 24-hour window', () => {
  test('is shut for a person who never wrote', async () => {
    const { graph } = startSandbox();
    const response = await graph(textBody('Hi'));
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: 131047,
      error_data: { details: expect.stringContaining('24 hours') as string },
    });
  });

  test('is open until 24 hours after the last message, and then only for templates', async () => {
    const { graph, write, time } = startSandbox();
    await write('Hello?');
    time.move(24 * 3600_000 - 1);
    expect((await graph(textBody('Just in time'))).status).toBe(200);
    time.move(1);
    expect(await errorOf(await graph(textBody('Too late')))).toMatchObject({ code: 131047 });
    const template = { name: 'booking_reminder', language: { code: 'en' } };
    const response = await graph(textBody('', { type: 'template', text: undefined, template }));
    expect(response.status).toBe(200);
  });

  test('is open for a customer who is seeded as having written', async () => {
    const { graph, sandbox, time } = startSandbox();
    const lastWroteAt = new Date(time.clock.now().getTime() - 3600_000);
    await sandbox.saveCustomers([{ phoneNumberId: NUMBER, waId: ASHA, name: 'Asha', lastWroteAt }]);
    expect((await graph(textBody('Hi'))).status).toBe(200);
  });
});

describe('bodies the provider refuses', () => {
  const { text: _text, ...withoutText } = textBody('');
  test.each([
    ['not JSON', '{"a":', 100],
    ['a list', [], 100],
    ['no product', { ...textBody('Hi'), messaging_product: undefined }, 100],
    ['another product', textBody('Hi', { messaging_product: 'sms' }), 131009],
    ['no recipient', textBody('Hi', { to: undefined }), 100],
    ['a recipient that is no number', textBody('Hi', { to: 'asha' }), 100],
    ['an unknown kind', textBody('Hi', { type: 'telegram' }), 131009],
    ['no text', withoutText, 131008],
    ['an empty text', textBody(''), 131008],
    ['too long a text', textBody('x'.repeat(4097)), 100],
    ['a context without an id', textBody('Hi', { context: {} }), 131008],
    ['media with neither id nor link', textBody('', { type: 'image', image: {} }), 131009],
    [
      'a template without a language',
      textBody('', { type: 'template', template: { name: 'a' } }),
      131008,
    ],
  ])('%s', async (_name, body, code) => {
    const { graph, write, control } = startSandbox();
    await write('Hello?');
    const response = await graph(body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code });
    expect(await control('GET', 'ledger')).toMatchObject({
      messages: [{ direction: 'from_customer' }],
      refusals: [{ code }],
    });
  });
});

describe('misbehaviour', () => {
  test('fails the next so many sends with the code it is told, then behaves', async () => {
    const { graph, write, misbehave } = startSandbox();
    await write('Hello?');
    await misbehave({ fail: { code: 130429, http_status: 429, count: 2, retry_after_seconds: 7 } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const response = await graph(textBody('Hi'));
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(await errorOf(response)).toMatchObject({ code: 130429 });
    }
    expect((await graph(textBody('Hi'))).status).toBe(200);
  });

  test('fails all until told otherwise, and one number without the others', async () => {
    const { graph, write, misbehave } = startSandbox();
    await write('Hello?');
    await misbehave({
      phone_number_id: 'another',
      fail: { code: 1, http_status: 500, count: 'all' },
    });
    expect((await graph(textBody('Hi'))).status).toBe(200);
    await misbehave({ fail: { code: 1, http_status: 500, count: 'all' } });
    expect((await graph(textBody('Hi'))).status).toBe(500);
    expect((await graph(textBody('Hi'))).status).toBe(500);
    await misbehave({});
    expect((await graph(textBody('Hi'))).status).toBe(200);
  });

  test('drops the connection after taking the message, which the ledger proves', async () => {
    const { graph, write, misbehave, conversation } = startSandbox();
    await write('Hello?');
    await misbehave({ drop: { count: 1 } });
    await expect(graph(textBody('Hi'))).rejects.toBeInstanceOf(DropConnection);
    expect((await conversation()).messages).toHaveLength(2);
  });

  test('a call that is dropped is not refused as well', async () => {
    const { graph, write, misbehave, control } = startSandbox();
    await write('Hi');
    await misbehave({ drop: { count: 1 }, fail: { code: 131000, http_status: 500 } });
    await expect(graph(textBody('One'))).rejects.toThrow(DropConnection);
    expect(await control('GET', 'ledger')).toMatchObject({
      misdeeds: [{ deed: 'drop' }],
      refusals: [],
    });
  });

  test.each([
    ['a message that the provider does not take', textBody('Hi', { type: 'telegram' }), 131009],
    ['a message to somebody who never wrote', textBody('Hi', { to: '919800000000' }), 131047],
    ['a template that there is not', templateBody('no_such_template'), 132001],
  ])('a drop after the taking waits: %s is only refused', async (_name, body, code) => {
    const { graph, write, misbehave, control } = startSandbox();
    await write('Hello?');
    await misbehave({ drop: { when: 'after' } });
    expect(await errorOf(await graph(body))).toMatchObject({ code });
    expect(await control('GET', 'ledger')).toMatchObject({ misdeeds: [], refusals: [{ code }] });
    await expect(graph(textBody('Hi'))).rejects.toBeInstanceOf(DropConnection);
    expect(await control('GET', 'ledger')).toMatchObject({ misdeeds: [{ deed: 'drop' }] });
  });

  test('a drop after the taking is not spent on a message that is only marked as read', async () => {
    const { graph, write, misbehave } = startSandbox();
    const { id } = await write('Hello?');
    await misbehave({ drop: { when: 'after' } });
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id };
    expect((await graph(read)).status).toBe(200);
    await expect(graph(textBody('Hi'))).rejects.toBeInstanceOf(DropConnection);
  });

  test('drops the connection before taking the message', async () => {
    const { graph, write, misbehave, conversation } = startSandbox();
    await write('Hello?');
    await misbehave({ drop: { when: 'before' } });
    await expect(graph(textBody('Hi'))).rejects.toBeInstanceOf(DropConnection);
    expect((await conversation()).messages).toHaveLength(1);
  });

  test('answers with garbage although it took the message', async () => {
    const { graph, write, misbehave, conversation } = startSandbox();
    await write('Hello?');
    await misbehave({ garbage: { http_status: 502 } });
    const response = await graph(textBody('Hi'));
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^<html>/);
    expect((await conversation()).messages).toHaveLength(2);
  });

  test('lets the answer wait', async () => {
    const { graph, write, misbehave, time, sandbox } = startSandbox();
    await write('Hello?');
    await sandbox.idle();
    await misbehave({ delay_ms: 3000 });
    let isAnswered = false;
    const answering = graph(textBody('Hi')).then((response) => {
      isAnswered = true;
      return response;
    });
    await expect.poll(() => time.waiting()).toContain(3000);
    expect(isAnswered).toBe(false);
    time.move(3000);
    expect((await answering).status).toBe(200);
  });

  test('lets the next so many answers wait, and no more', async () => {
    const { graph, write, misbehave, time, sandbox } = startSandbox();
    await write('Hello?');
    await sandbox.idle();
    await misbehave({ slow: { delay_ms: 3000, count: 1 } });
    const answering = graph(textBody('Hi'));
    await expect.poll(() => time.waiting()).toContain(3000);
    expect((await graph(textBody('Hi'))).status).toBe(200);
    time.move(3000);
    expect((await answering).status).toBe(200);
  });

  test('takes a message and never answers, until the caller has gone', async () => {
    const { sandbox, write, misbehave, conversation } = startSandbox();
    await write('Hello?');
    await sandbox.idle();
    await misbehave({ silent: {} });
    const caller = new AbortController();
    const answering = sandbox.handle(
      new Request(`http://sandbox.test/v23.0/${NUMBER}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secrets.accessToken}` },
        body: JSON.stringify(textBody('Hi')),
        signal: caller.signal,
      }),
    );
    await expect.poll(async () => (await conversation()).messages).toHaveLength(2);
    caller.abort();
    await expect(answering).rejects.toBeInstanceOf(DropConnection);
  });

  test('cuts off a caller that it never answers and that never goes', async () => {
    const { graph, write, misbehave, time, sandbox } = startSandbox();
    await write('Hello?');
    await sandbox.idle();
    await misbehave({ silent: {} });
    const answering = graph(textBody('Hi'));
    await expect.poll(() => time.waiting()).toContain(120_000);
    time.move(120_000);
    await expect(answering).rejects.toBeInstanceOf(DropConnection);
  });

  test('everything it does wrong is written down, with the message it was done to', async () => {
    const { graph, write, misbehave, control } = startSandbox();
    await write('Hello?');
    const twoMisdeeds = { drop: { when: 'before' }, fail: { code: 131000, http_status: 500 } };
    await misbehave({ ...twoMisdeeds, fail_later: { code: 131026 }, garbage: {} });
    await graph(textBody('Hi')).catch(() => undefined);
    for (const reference of ['reference-2', 'reference-3', 'reference-4']) {
      await graph(textBody('Hi', { biz_opaque_callback_data: reference }));
    }
    expect(await control('GET', 'ledger')).toMatchObject({
      misdeeds: [
        { phone_number_id: NUMBER, deed: 'drop', reference: 'reference-1' },
        { deed: 'fail', reference: 'reference-2' },
        { deed: 'fail_later', reference: 'reference-3' },
        { deed: 'garbage', reference: 'reference-3' },
      ],
    });
  });

  test('takes a message and later reports that it failed', async () => {
    const { graph, write, misbehave, webhook, sandbox } = startSandbox();
    await write('Hello?');
    await misbehave({ fail_later: { code: 131026 } });
    expect((await graph(textBody('Hi'))).status).toBe(200);
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['failed']);
    expect(webhook.deliveries.at(-1)?.value.statuses?.[0]?.errors).toMatchObject([
      { code: 131026 },
    ]);
  });

  test('refuses instructions it does not understand', async () => {
    const { misbehave } = startSandbox();
    expect(await misbehave({ explode: true })).toMatchObject({ error: {} });
    expect(await misbehave({ fail: { code: 'x' } })).toMatchObject({ error: {} });
  });
});
