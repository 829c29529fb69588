import { describe, expect, test } from 'vitest';

import { ASHA, NUMBER, secrets, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';
import { sayingOf } from '#server/sandbox/testing/sayings.ts';
import { ASHA_ID, RUI, startTalking } from '#server/sandbox/testing/talking.ts';

describe('who the customer is', () => {
  test('a changed number is told by the old one, and the chat goes on under the new', async () => {
    const { act, message, control, told, graph } = await startTalking();
    await act('move', { to: RUI });
    expect(await message()).toEqual({
      type: 'system',
      system: {
        type: 'user_changed_number',
        body: `User Asha Menon changed from ${ASHA} to ${RUI}`,
        wa_id: RUI,
        user_id: expect.stringMatching(/^PT\.\d+$/) as string,
      },
    });
    expect(await told()).not.toMatchObject({ value: { contacts: expect.anything() as unknown } });
    expect(await control('GET', `customers?phone_number_id=${NUMBER}`)).toMatchObject({
      customers: [{ wa_id: RUI, name: 'Asha Menon' }],
    });
    expect((await graph(textBody('Hi', { to: RUI }))).status).toBe(200);
    expect(await (await graph(textBody('Hi'))).json()).toMatchObject({ error: { code: 131047 } });
  });

  test('nobody moves to a number that is somebody’s', async () => {
    const { act, control } = await startTalking();
    await control('POST', 'customers', { phone_number_id: NUMBER, wa_id: RUI, name: 'Rui' });
    expect((await act('move', { to: RUI })).status).toBe(400);
  });

  test('a hidden number is in no payload, and the id alone reaches the person', async () => {
    const { act, control, call, webhook, sandbox, conversation } = await startTalking();
    const { user_id: userId } = (await conversation()).customer;
    expect(userId).toMatch(ASHA_ID);
    await act('hide', { username: 'asha.m' });
    await control('POST', 'say', sayingOf({ type: 'text', text: 'Guess who' }));
    const body = {
      messaging_product: 'whatsapp',
      recipient: userId,
      type: 'text',
      text: { body: 'Hi' },
    };
    const path = `v23.0/${NUMBER}/messages`;
    expect(await (await call('POST', path, secrets.accessToken, body)).json()).toMatchObject({
      contacts: [{ input: userId, user_id: userId }],
    });
    await sandbox.idle();
    const [, ...later] = webhook.deliveries;
    expect(later).toHaveLength(3);
    for (const { raw } of later) expect(raw).not.toContain(`"${ASHA}"`);
    expect(later[0]?.value).toMatchObject({
      contacts: [{ profile: { name: 'Asha Menon', username: 'asha.m' }, user_id: userId }],
      messages: [{ from_user_id: userId }],
    });
    await act('hide', { username: null });
    await control('POST', 'say', sayingOf({ type: 'text', text: 'It is me' }));
    await sandbox.idle();
    expect(webhook.deliveries.at(-1)?.value.messages).toMatchObject([{ from: ASHA }]);
  });

  test('an id of nobody cannot be written to', async () => {
    const { call } = await startTalking();
    const response = await call('POST', `v23.0/${NUMBER}/messages`, secrets.accessToken, {
      messaging_product: 'whatsapp',
      recipient: 'IN.1',
      type: 'text',
      text: { body: 'Hi' },
    });
    expect(await response.json()).toMatchObject({ error: { code: 131026 } });
  });

  test('marketing is stopped and wanted again, with the time as a number', async () => {
    const { act, told, conversation } = await startTalking();
    for (const [wanted, value] of [
      [false, 'stop'],
      [true, 'resume'],
    ] as const) {
      await act('marketing', { wanted });
      expect(await told()).toMatchObject({
        field: 'user_preferences',
        value: {
          contacts: [{ wa_id: ASHA }],
          user_preferences: [
            {
              wa_id: ASHA,
              category: 'marketing_messages',
              value,
              detail: `User requested to ${value} marketing messages`,
              timestamp: 1767261600,
            },
          ],
        },
      });
      expect((await conversation()).customer.wants_marketing).toBe(wanted);
    }
  });

  test('a new security code is told by the provider, without contacts', async () => {
    const { act, message, told } = await startTalking();
    await act('identity');
    expect(await message()).toMatchObject({
      type: 'system',
      system: { type: 'customer_identity_changed', customer: ASHA },
    });
    expect(await told()).not.toMatchObject({ value: { contacts: expect.anything() as unknown } });
  });

  test('opening the chat asks for a welcome', async () => {
    const { act, message, conversation } = await startTalking();
    await act('welcome');
    expect(await message()).toEqual({ type: 'request_welcome' });
    expect((await conversation()).deeds).toMatchObject([
      { is_told: true, deed: { what: 'opened_chat' } },
    ]);
  });

  test('somebody unknown can do nothing', async () => {
    const { act } = startSandbox();
    expect((await act('welcome')).status).toBe(404);
    expect((await act('hide', { username: 'asha.m' })).status).toBe(404);
  });
});

describe('silence', () => {
  test('closes the window to free text until the customer writes again', async () => {
    const { act, graph, control, conversation } = await startTalking();
    const customer = { wa_id: ASHA };
    await act('silence', { customer, hours: 25 });
    expect((await conversation()).customer.last_wrote_at).toBe('2025-12-31T09:00:00.000Z');
    expect(await (await graph(textBody('Hi'))).json()).toMatchObject({ error: { code: 131047 } });
    await control('POST', 'say', sayingOf({ type: 'text', text: 'Here again' }));
    expect((await graph(textBody('Hi'))).status).toBe(200);
  });

  test('of somebody new is a first message from that long ago', async () => {
    const { act, webhook, sandbox } = startSandbox();
    await act('silence', { customer: { wa_id: ASHA, name: 'Asha' }, hours: 25 });
    await sandbox.idle();
    expect(webhook.deliveries).toHaveLength(1);
    expect(webhook.deliveries[0]?.value.messages).toMatchObject([{ timestamp: '1767171600' }]);
  });
});
