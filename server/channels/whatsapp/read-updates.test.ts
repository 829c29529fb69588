import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { accountsIn, parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';

async function bodyOf(name: string): Promise<{ entry: { time?: number }[] }> {
  const file = new URL(`payloads/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as { entry: { time?: number }[] };
}

async function only(name: string) {
  const events = parseWebhook(await bodyOf(name));
  expect(events).toHaveLength(1);
  return events[0];
}

describe('what the business wrote on its phone', () => {
  test('an echo says to whom it went, never that the business is a customer', async () => {
    expect(await only('echo')).toMatchObject({
      type: 'echo',
      externalChannelId: '109000000000001',
      to: { address: '919812345670' },
      content: { kind: 'text', text: 'See you at five' },
    });
    expect(await only('echo-to-id')).toMatchObject({
      to: { address: '919812345670', providerUserId: 'IN.80000000000000' },
      content: { kind: 'image', files: [{ providerMediaId: '7000000000000007' }] },
    });
  });

  test('what it changed, took back or put on a message is read like that of a customer', async () => {
    const of = { type: 'revision', providerMessageId: 'wamid.ECHO001' };
    expect(await only('echo-revoked')).toMatchObject({ ...of, content: null });
    expect(await only('echo-edited')).toMatchObject({ ...of, content: { text: 'See you at six' } });
    expect(await only('echo-reaction')).toMatchObject({
      type: 'reaction',
      providerMessageId: 'wamid.IN001',
      side: 'business',
      person: { address: '919812345670' },
      emoji: '🙏',
    });
  });
});

test('a preference has its timestamp as a number, and says whether marketing is wanted', async () => {
  const said = { type: 'preference', occurredAt: new Date('2026-01-01T00:05:00Z') };
  expect(await only('preference-stop')).toMatchObject({ ...said, wantsMarketing: false });
  expect(await only('preference-resume')).toMatchObject({
    ...said,
    from: { address: '919812345670', profileName: 'Asha Menon' },
    wantsMarketing: true,
  });
});

describe('what is told of an account', () => {
  const of = { externalAccountId: '220000000000001', occurredAt: new Date('2026-01-01T00:06:40Z') };

  test.each([
    ['template-approved', { what: 'status', status: 'approved' }],
    [
      'template-rejected',
      {
        what: 'status',
        status: 'rejected',
        reason: 'The text reads like marketing. Choose marketing.',
      },
    ],
    ['template-quality', { what: 'quality', quality: 'yellow' }],
    ['template-category', { what: 'category', category: 'marketing' }],
    ['template-components', { what: 'components' }],
  ])('%s is a change of one template in one language', async (name, change) => {
    expect(await only(name)).toMatchObject({
      type: 'template',
      ...of,
      providerTemplateId: '900000000000001',
      name: 'booking_reminder',
      language: 'en',
      change,
    });
  });

  test.each([
    ['number-flagged', { what: 'quality', quality: 'low' }],
    ['number-limit', { what: 'limit', newPeoplePerDay: 2_000 }],
    ['capability', { what: 'limit', newPeoplePerDay: null }],
    ['account-restricted', { what: 'restricted' }],
    ['account-restored', { what: 'restored' }],
    ['account-reviewed', { what: 'restored' }],
    ['account-alert', { what: 'noted' }],
    ['name-refused', { what: 'restricted' }],
  ])('%s is told to its admins in a sentence', async (name, change) => {
    expect(await only(name)).toMatchObject({
      type: 'account',
      ...of,
      change,
      sentence: expect.stringMatching(/^[A-Z][^_]+\.$/) as string,
    });
  });

  test('of several numbers the one that is meant is named', async () => {
    expect(await only('number-limit')).toHaveProperty('displayAddress', '912255501234');
    expect(await only('account-reviewed')).not.toHaveProperty('displayAddress');
  });

  test('a change that does not say when it was is kept, because nothing says what it comes after', async () => {
    for (const name of ['template-approved', 'account-reviewed']) {
      const body = await bodyOf(name);
      for (const entry of body.entry) delete entry.time;
      expect(parseWebhook(body)).toMatchObject([{ type: 'rejected' }]);
    }
  });

  test('the account is named where the change names no number', async () => {
    expect(accountsIn(await bodyOf('template-approved'))).toEqual(['220000000000001']);
    expect(accountsIn(await bodyOf('echo'))).toEqual(['109000000000001']);
  });
});

test.each(['account_settings_update', 'flows', 'something_new'])(
  'the field %s, which we do not use, is acknowledged and ignored',
  (field) => {
    const entry = [{ id: '1', time: 1767226000, changes: [{ field, value: {} }] }];
    expect(parseWebhook({ object: 'whatsapp_business_account', entry })).toMatchObject([
      { type: 'ignored' },
    ]);
  },
);
