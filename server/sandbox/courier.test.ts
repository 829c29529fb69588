import { createHmac } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { ASHA, NUMBER, secrets, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';

describe('webhooks', () => {
  test('a customer’s message goes to the account’s address, signed, in Meta’s shape', async () => {
    const { write, webhook, sandbox, conversation } = startSandbox();
    const { id } = await write('Is 5 pm free?');
    await sandbox.idle();
    const [delivery] = webhook.deliveries;
    expect(delivery?.url).toBe('http://app.test/api/webhooks/whatsapp');
    const digest = createHmac('sha256', secrets.appSecret)
      .update(delivery?.raw ?? '')
      .digest('hex');
    expect(delivery?.signature).toBe(`sha256=${digest}`);
    expect(delivery?.value).toEqual({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '912255501234', phone_number_id: NUMBER },
      contacts: [{ profile: { name: 'Asha Menon' }, wa_id: ASHA }],
      messages: [
        { from: ASHA, id, timestamp: '1767261600', type: 'text', text: { body: 'Is 5 pm free?' } },
      ],
    });
    expect((await conversation()).messages[0]?.status).toBe('delivered');
  });

  test('an accepted message is sent and delivered, echoing the reference; read comes when the phone looks', async () => {
    const { write, graph, webhook, sandbox, control, conversation } = startSandbox();
    await write('Hello?');
    await graph(textBody('Yes'));
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent', 'delivered']);
    expect((await conversation()).customer.unread).toBe(1);
    const seen = { phone_number_id: NUMBER, customer: ASHA };
    expect(await control('POST', 'read', seen)).toEqual({ read: 1 });
    expect(await control('POST', 'read', seen)).toEqual({ read: 0 });
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent', 'delivered', 'read']);
    for (const { value } of webhook.deliveries.slice(1)) {
      expect(value.statuses?.[0]).toMatchObject({
        recipient_id: ASHA,
        biz_opaque_callback_data: 'reference-1',
      });
    }
    expect(webhook.deliveries[1]?.value.statuses?.[0]).toMatchObject({
      conversation: { expiration_timestamp: '1767348000', origin: { type: 'service' } },
      pricing: { billable: false, pricing_model: 'PMP', category: 'service' },
    });
  });

  test('on an account that reads by itself, read follows at once', async () => {
    const { write, graph, webhook, sandbox } = startSandbox({ account: { autoRead: true } });
    await write('Hello?');
    await graph(textBody('Yes'));
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent', 'delivered', 'read']);
  });

  test('a customer out of reach gets it when they come back', async () => {
    const { write, graph, webhook, sandbox, control } = startSandbox();
    await write('Hello?');
    const customer = { phone_number_id: NUMBER, customer: ASHA };
    await control('POST', 'reach', { ...customer, reachable: false });
    await graph(textBody('Yes'));
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent']);
    expect(await control('POST', 'read', customer)).toEqual({ read: 0 });
    await control('POST', 'reach', { ...customer, reachable: true });
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent', 'delivered']);
  });

  test('what is not answered with 200 is tried again, later each time, until it is', async () => {
    const { write, webhook, sandbox, time } = startSandbox();
    webhook.answerWith(() => new Response('busy', { status: 503 }));
    await write('Hello?');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await sandbox.idle();
      const [wait = 0] = time.waiting();
      waits.push(wait);
      time.move(wait);
    }
    waits.forEach((wait, attempt) => {
      expect(wait).toBeGreaterThanOrEqual(0.8 * 200 * 2 ** attempt);
      expect(wait).toBeLessThanOrEqual(1.2 * 200 * 2 ** attempt);
    });
    webhook.answerWith(() => new Response('ok'));
    await sandbox.idle();
    time.move(time.waiting()[0] ?? 0);
    await sandbox.idle();
    expect(webhook.texts()).toEqual(Array.from({ length: 7 }, () => 'Hello?'));
    expect(time.waiting()).toEqual([]);
  });

  test('an address that cannot be reached counts as not answered', async () => {
    const { write, webhook, sandbox, time } = startSandbox();
    webhook.answerWith(() => Promise.reject(new TypeError('fetch failed')));
    await write('Hello?');
    await sandbox.idle();
    webhook.answerWith(() => new Response('ok'));
    time.move(1000);
    await sandbox.idle();
    expect(webhook.texts()).toHaveLength(2);
  });

  test('one chat that cannot be delivered does not hold up its later messages', async () => {
    const { write, webhook, sandbox } = startSandbox();
    let calls = 0;
    webhook.answerWith(() => new Response('', { status: (calls += 1) === 1 ? 500 : 200 }));
    await write('first');
    await write('second');
    await sandbox.idle();
    expect(webhook.texts()).toEqual(['first', 'second']);
  });

  test('after a restart what is still owed is delivered', async () => {
    const before = startSandbox();
    before.webhook.answerWith(() => new Response('', { status: 500 }));
    await before.write('Hello?');
    await before.sandbox.idle();
    await before.sandbox.stop();
    const after = startSandbox({ lines: before.lines });
    await after.sandbox.start();
    await after.sandbox.idle();
    expect(after.webhook.texts()).toEqual(['Hello?']);
    expect((await after.conversation()).messages[0]?.status).toBe('delivered');
  });

  test('duplicates, holding back and reordering happen only when told', async () => {
    const { write, webhook, sandbox, misbehave, time, control } = startSandbox();
    await misbehave({ duplicate_webhooks: 2 });
    await write('tripled');
    await sandbox.idle();
    expect(webhook.texts()).toEqual(['tripled', 'tripled', 'tripled']);

    await misbehave({ hold_webhooks: true });
    await write('held');
    await sandbox.idle();
    expect(webhook.texts()).toHaveLength(3);
    await misbehave({});
    await sandbox.idle();
    expect(webhook.texts().at(-1)).toBe('held');

    await misbehave({ reorder_webhooks: true });
    const written = Array.from({ length: 12 }, (_, index) => `number ${index}`);
    for (const text of written) await write(text);
    time.move(150);
    await sandbox.idle();
    const arrived = webhook.texts().slice(4);
    expect(arrived).not.toEqual(written);
    expect(arrived.toSorted()).toEqual(written.toSorted());

    const { misdeeds } = (await control('GET', 'ledger')) as { misdeeds: { deed: string }[] };
    const reordered = written.map(() => 'reorder_webhooks');
    expect(misdeeds.map(({ deed }) => deed)).toEqual(['duplicate_webhooks', ...reordered]);
  });

  test('64 messages of 64 people at once all arrive', async () => {
    const { control, webhook, sandbox } = startSandbox();
    const people = Array.from({ length: 64 }, (_, index) => String(919_800_000_000 + index));
    await Promise.all(
      people.map((wa_id) =>
        control('POST', 'messages', { phone_number_id: NUMBER, customer: { wa_id }, text: wa_id }),
      ),
    );
    await sandbox.idle();
    expect(webhook.texts().toSorted()).toEqual(people);
  });
});

describe('a number without an address', () => {
  test('is owed its webhooks until it has one, and nothing is tried before', async () => {
    const { write, webhook, sandbox, time, control, lines } = startSandbox();
    const number = { phone_number_id: '2' };
    await control('POST', 'accounts', number);
    await write('Hello?', number);
    await sandbox.idle();
    expect(time.waiting()).toEqual([]);
    expect(lines.some(({ type }) => type === 'webhook_attempted')).toBe(false);
    await control('POST', 'accounts', { ...number, webhook_url: 'http://two.test/' });
    await sandbox.idle();
    expect(webhook.deliveries.map(({ url }) => url)).toEqual(['http://two.test/']);
    expect(webhook.texts()).toEqual(['Hello?']);
  });
});

describe('registering a webhook', () => {
  const registration = { phone_number_id: NUMBER, url: 'http://new.test/hook' };

  test('the address is used from then on when it echoes the challenge', async () => {
    const { control, webhook, write, sandbox } = startSandbox();
    webhook.answerWith((url) => {
      const query = new URL(url).searchParams;
      const isRight =
        query.get('hub.mode') === 'subscribe' &&
        query.get('hub.verify_token') === secrets.verifyToken;
      return new Response(isRight ? query.get('hub.challenge') : 'no', {
        status: isRight ? 200 : 403,
      });
    });
    expect(await control('POST', 'webhook', registration)).toEqual({ verified: true });
    webhook.answerWith(() => new Response('ok'));
    await write('Hello?');
    await sandbox.idle();
    expect(webhook.deliveries.at(-1)?.url).toBe('http://new.test/hook');
  });

  test('an address that echoes nothing is not taken', async () => {
    const { control, write, sandbox, webhook } = startSandbox();
    expect(await control('POST', 'webhook', registration)).toMatchObject({ error: {} });
    await write('Hello?');
    await sandbox.idle();
    expect(webhook.deliveries.at(-1)?.url).toBe('http://app.test/api/webhooks/whatsapp');
  });
});
