import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import type { InboundEvent } from '#server/channels/events.ts';
import { accountsIn, parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';

const CHANNEL = '109000000000001';

async function eventsOf(name: string): Promise<InboundEvent[]> {
  const file = new URL(`payloads/${name}.json`, import.meta.url);
  return parseWebhook(JSON.parse(await readFile(file, 'utf8')));
}

/** Events without the provider's own item, for short comparisons. */
async function outline(name: string): Promise<unknown[]> {
  return (await eventsOf(name)).map(({ raw: _raw, ...event }) => event);
}

const asha = { address: '919812345670', profileName: 'Asha Menon' };

test('an item that a reader stumbles over is kept, and its neighbours are read', () => {
  let isLookedAt = false;
  const poison = {
    id: 'wamid.POISON',
    get type() {
      if (isLookedAt) return 'text';
      isLookedAt = true;
      throw new TypeError('Nobody thought of this');
    },
  };
  const good = {
    id: 'wamid.GOOD',
    from: '919812345670',
    timestamp: '1767225600',
    type: 'text',
    text: { body: 'Hi' },
  };
  const value = { metadata: { phone_number_id: CHANNEL }, messages: [good, poison, good] };
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
  expect(parseWebhook({ object: 'whatsapp_business_account', entry })).toMatchObject([
    { type: 'message' },
    { type: 'rejected', reason: expect.stringContaining('Nobody thought of this') as string },
    { type: 'message' },
  ]);
});

describe('messages', () => {
  test('a text carries its writer, its words and the provider’s own time', async () => {
    expect(await outline('text')).toEqual([
      {
        type: 'message',
        externalChannelId: CHANNEL,
        providerMessageId: 'wamid.IN001',
        from: asha,
        occurredAt: new Date('2026-01-01T00:00:00Z'),
        content: { kind: 'text', text: 'Hi, is the 5 pm slot still free? 😊' },
        opensReplyWindow: true,
      },
    ]);
  });

  test('an answer to one message says which one it quotes', async () => {
    expect(await outline('text-quoted')).toMatchObject([
      { quotedProviderMessageId: 'wamid.OUT001' },
    ]);
  });

  test('a person without a phone number is known by the business-scoped id', async () => {
    expect(await outline('text-without-number')).toMatchObject([
      {
        type: 'message',
        from: {
          address: null,
          providerUserId: 'PT.81000000000001',
          profileName: 'Rui',
          username: 'rui.lisboa',
        },
      },
    ]);
  });

  test('what cannot be shown becomes a placeholder that names its kind', async () => {
    expect(await outline('unsupported')).toMatchObject([
      {
        type: 'message',
        content: { kind: 'unsupported', reason: 'unsupported' },
        opensReplyWindow: true,
      },
    ]);
  });

  test('NUL characters and halves of emoji, which a row cannot hold, are taken out', () => {
    const events = parseWebhook(
      wrap({ messages: [text({ text: { body: 'a\u0000b\ud83d', extra: '\u0000' } })] }),
    );
    expect(events).toMatchObject([{ content: { text: 'ab\ufffd' } }]);
    expect(JSON.stringify(events)).not.toContain('\\u0000');
  });

  test('a wa_id that differs from the number written from still gives the profile name', () => {
    const contacts = [{ wa_id: '5511888887777', profile: { name: 'Bento' } }];
    const events = parseWebhook(wrap({ contacts, messages: [text({ from: '5511988887777' })] }));
    expect(events).toMatchObject([{ from: { address: '5511988887777', profileName: 'Bento' } }]);
  });
});

describe('statuses', () => {
  test.each([
    ['status-sent', 'sent', '2026-01-01T00:00:20Z'],
    ['status-delivered', 'delivered', '2026-01-01T00:00:21Z'],
    ['status-read', 'read', '2026-01-01T00:00:22Z'],
  ])('%s says what became of our message, and which of ours it was', async (name, status, at) => {
    expect(await outline(name)).toEqual([
      {
        type: 'status',
        externalChannelId: CHANNEL,
        providerMessageId: 'wamid.OUT001',
        clientReference: '0197b2c4-0000-7000-8000-000000000001',
        status,
        occurredAt: new Date(at),
      },
    ]);
  });

  test('a voice note that was played has been read', async () => {
    expect(await outline('status-played')).toMatchObject([{ type: 'status', status: 'read' }]);
  });

  test('a status we do not know is kept and ignored', async () => {
    const [event] = await eventsOf('status-warning');
    expect(event).toMatchObject({ type: 'ignored', reason: 'The status “warning” is not used.' });
    expect(event?.raw).toMatchObject({ id: 'wamid.OUT001' });
  });

  test('a failure keeps code, title and the details people need', async () => {
    expect(await outline('status-failed')).toMatchObject([
      {
        status: 'failed',
        failure: {
          code: 'reply_window_closed',
          providerCode: '131047',
          providerTitle: 'Re-engagement message',
          providerDetail: expect.stringContaining('more than 24 hours') as string,
          retryable: false,
        },
      },
    ]);
  });

  test('a failure without a code that can be read keeps its words and accuses nobody', () => {
    const status = { id: 'wamid.OUT001', status: 'failed', timestamp: '1767225600' };
    const errors = [{ code: null, title: 'Something broke' }];
    expect(parseWebhook(wrap({ statuses: [{ ...status, errors }] }))).toMatchObject([
      { failure: { code: 'unknown_failure', providerTitle: 'Something broke', retryable: false } },
    ]);
  });
});

describe('batches', () => {
  test('every entry, change, message and status is applied', async () => {
    const events = await eventsOf('batch');
    const ids = events.map((event) =>
      'providerMessageId' in event ? event.providerMessageId : '',
    );
    expect(ids).toEqual([
      'wamid.IN011',
      'wamid.IN012',
      'wamid.IN013',
      'wamid.OUT011',
      'wamid.OUT012',
      'wamid.IN014',
      'wamid.IN015',
    ]);
    expect(events[1]).toMatchObject({ from: { profileName: 'Bento Alves' } });
    expect(events[5]).toMatchObject({ externalChannelId: '109000000000002' });
  });

  test('each contact is looked at once, however many messages there are', () => {
    let looks = 0;
    const contacts = Array.from({ length: 50 }, (_, index) => ({
      profile: { name: `Person ${index}` },
      get wa_id() {
        looks += 1;
        return `9198000000${index + 10}`;
      },
    }));
    const messages = Array.from({ length: 50 }, (_, index) =>
      text({ id: `wamid.${index}`, from: `9198000000${59 - index}` }),
    );
    const events = parseWebhook(wrap({ contacts, messages }));
    expect(events[0]).toMatchObject({ from: { profileName: 'Person 49' } });
    expect(events[49]).toMatchObject({ from: { profileName: 'Person 0' } });
    expect(looks).toBe(contacts.length);
  });

  test('more accounts than Meta puts into one delivery are not looked for', () => {
    const changes = Array.from({ length: 2_000 }, (_, index) => ({
      field: 'messages',
      value: { metadata: { phone_number_id: String(index) } },
    }));
    const entry = [{ changes: [...changes.slice(0, 2), ...changes] }];
    const accounts = accountsIn({ object: 'whatsapp_business_account', entry });
    expect(accounts).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index)));
  });

  test('broken items are rejected with a reason while their neighbours apply', async () => {
    const events = await eventsOf('batch-with-broken-items');
    expect(
      events.map((event) =>
        'reason' in event ? event.reason : 'providerMessageId' in event && event.providerMessageId,
      ),
    ).toEqual([
      'wamid.IN021',
      'The message’s timestamp is missing or not valid.',
      'The message is not an object.',
      'wamid.IN023',
      'The text message has no text.',
      'The message’s timestamp is missing or not valid.',
      'The status’s id is missing or not valid.',
      'wamid.OUT021',
    ]);
    expect(events[2]?.raw).toBe('not an object');
  });

  test('an error that Meta reports in place of a message is kept', async () => {
    expect(await outline('value-error')).toMatchObject([{ type: 'rejected' }]);
  });

  test('what we do not use is acknowledged and ignored', async () => {
    expect(await outline('group-created')).toMatchObject([{ type: 'ignored' }]);
  });

  test('a group message never lands in a private thread', () => {
    const events = parseWebhook(wrap({ messages: [text({ group_id: 'g-1' })] }));
    expect(events).toMatchObject([{ type: 'rejected' }]);
  });

  test.each([
    ['no phone_number_id', { messages: [text({})], metadata: {} }],
    ['an empty phone_number_id', { messages: [text({})], metadata: { phone_number_id: '' } }],
  ])('a change with %s is rejected whole', (_name, value) => {
    expect(parseWebhook(wrap(value))).toMatchObject([{ type: 'rejected' }]);
  });

  test('an id too long for a unique key is rejected instead of failing the row', () => {
    const events = parseWebhook(wrap({ messages: [text({ id: 'x'.repeat(513) })] }));
    expect(events).toMatchObject([
      { type: 'rejected', reason: 'The message’s id is missing or not valid.' },
    ]);
  });
});

function text(overrides: Record<string, unknown>): Record<string, unknown> {
  return {
    from: '919812345670',
    id: 'wamid.IN900',
    timestamp: '1767225600',
    type: 'text',
    text: { body: 'hello' },
    ...overrides,
  };
}

function wrap(value: Record<string, unknown>): unknown {
  const metadata = { phone_number_id: CHANNEL };
  const change = { field: 'messages', value: { metadata, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] };
}
