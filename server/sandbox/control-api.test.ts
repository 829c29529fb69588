import { describe, expect, test } from 'vitest';

import { ASHA, NUMBER, secrets, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';

const feed = (cursor: string) => `feed?phone_number_id=${NUMBER}&customer=${ASHA}&cursor=${cursor}`;

describe('who may steer', () => {
  test('without the control token nothing answers, and the access token is not enough', async () => {
    const { call } = startSandbox();
    for (const token of ['', 'guess', secrets.accessToken]) {
      expect((await call('GET', 'control/accounts', token)).status).toBe(401);
      expect((await call('POST', 'control/reset', token, {})).status).toBe(401);
      expect((await call('POST', 'control/messages', token, 'nonsense')).status).toBe(401);
    }
  });

  test('a caller who may act for one number cannot touch another or the whole sandbox', async () => {
    const { call } = startSandbox({ authorize: (number) => Promise.resolve(number === NUMBER) });
    const status = async (method: string, path: string, body?: unknown) =>
      (await call(method, `control/${path}`, '', body)).status;
    const written = { phone_number_id: NUMBER, customer: { wa_id: ASHA }, text: 'Hi' };
    expect(await status('POST', 'messages', written)).toBe(200);
    expect(await status('GET', `customers?phone_number_id=${NUMBER}`)).toBe(200);
    expect(await status('POST', 'messages', { ...written, phone_number_id: '2' })).toBe(401);
    expect(await status('GET', 'customers?phone_number_id=2')).toBe(401);
    expect(await status('GET', 'ledger')).toBe(401);
    expect(await status('POST', 'misbehave', {})).toBe(401);
    expect(await status('POST', 'reset', { phone_number_id: NUMBER })).toBe(401);
    expect(await status('POST', 'accounts', { phone_number_id: NUMBER })).toBe(401);
    expect(await status('POST', 'webhook', { phone_number_id: NUMBER, url: 'http://x.test' })).toBe(
      401,
    );
  });
});

describe('customers and chats', () => {
  test('an invented customer is listed with the account they were invented for', async () => {
    const { control } = startSandbox();
    const invented = { phone_number_id: NUMBER, wa_id: '351912345678', name: 'Rui Costa' };
    expect(await control('POST', 'customers', invented)).toMatchObject({
      customer: { name: 'Rui Costa', reachable: true, last_wrote_at: null },
    });
    expect(await control('GET', `customers?phone_number_id=${NUMBER}`)).toMatchObject({
      customers: [{ wa_id: '351912345678', unread: 0, last_message: null }],
    });
    expect(await control('GET', 'customers?phone_number_id=2')).toEqual({ customers: [] });
  });

  test('customers are listed with the latest talk first', async () => {
    const { control, write, time } = startSandbox();
    await write('Hello?');
    time.move(1000);
    const second = { phone_number_id: NUMBER, customer: { wa_id: '351912345678' }, text: 'Olá' };
    await control('POST', 'messages', second);
    const quiet = { phone_number_id: NUMBER, wa_id: '5511912345678', name: 'Bento' };
    await control('POST', 'customers', quiet);
    expect(await control('GET', `customers?phone_number_id=${NUMBER}`)).toMatchObject({
      customers: [{ wa_id: '351912345678' }, { wa_id: ASHA }, { wa_id: '5511912345678' }],
    });
  });

  test('a further number can be opened and found', async () => {
    const { control } = startSandbox();
    await control('POST', 'accounts', { phone_number_id: '2', webhook_url: 'http://two.test/' });
    expect(await control('GET', 'accounts')).toMatchObject({
      accounts: [{ phone_number_id: NUMBER }, { phone_number_id: '2', auto_read: false }],
    });
  });

  test.each([
    ['no text', { text: '' }],
    ['too long a text', { text: 'x'.repeat(4097) }],
    ['a name in place of a number', { customer: { wa_id: 'asha' } }],
    ['something unknown', { colour: 'red' }],
  ])('a message with %s is refused with a sentence', async (_name, spoiled) => {
    const { call } = startSandbox();
    const right = { phone_number_id: NUMBER, customer: { wa_id: ASHA }, text: 'Hi' };
    const response = await call('POST', 'control/messages', secrets.controlToken, {
      ...right,
      ...spoiled,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(/\.$/) as string },
    });
  });

  test('a number that does not exist, and a control that does not exist, are not found', async () => {
    const { call } = startSandbox();
    const message = { phone_number_id: '2', customer: { wa_id: ASHA }, text: 'Hi' };
    const token = secrets.controlToken;
    expect((await call('POST', 'control/messages', token, message)).status).toBe(404);
    expect((await call('POST', 'control/explode', token, {})).status).toBe(404);
  });

  test('a reset forgets chats and misbehaviour but keeps the numbers', async () => {
    const { control, write, misbehave, graph } = startSandbox();
    await write('Hello?');
    await misbehave({ fail: { code: 1, count: 'all' } });
    await control('POST', 'reset', {});
    expect(await control('GET', 'ledger')).toEqual({
      messages: [],
      refusals: [],
      misdeeds: [],
      pending_webhooks: [],
    });
    await write('Again');
    expect((await graph(textBody('Hi'))).status).toBe(200);
  });
});

describe('the live feed', () => {
  test('answers at once when the chat has moved on from the cursor', async () => {
    const { control, write } = startSandbox();
    await write('Hello?');
    expect(await control('GET', feed('0'))).toMatchObject({ messages: [{ text: 'Hello?' }] });
  });

  test('waits for the next change of this chat, and only of this one', async () => {
    const { control, write, conversation, sandbox } = startSandbox();
    await write('Hello?');
    await sandbox.idle();
    const { cursor } = await conversation();
    let answered: unknown;
    const waiting = control('GET', feed(cursor)).then((view) => (answered = view));
    const other = { phone_number_id: NUMBER, wa_id: '351912345678', name: 'Rui' };
    await control('POST', 'customers', other);
    await sandbox.idle();
    expect(answered).toBeUndefined();
    await write('Anyone?');
    expect(await waiting).toMatchObject({ messages: [{ text: 'Hello?' }, { text: 'Anyone?' }] });
  });

  test('answers unchanged after 25 seconds, so that the caller asks again', async () => {
    const { control, conversation, time } = startSandbox();
    const { cursor } = await conversation();
    const waiting = control('GET', feed(cursor));
    await expect.poll(() => time.waiting()).toEqual([25_000]);
    time.move(25_000);
    expect(await waiting).toMatchObject({ cursor, messages: [] });
  });
});
