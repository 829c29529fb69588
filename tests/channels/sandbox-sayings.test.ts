import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { startSandbox } from '#server/sandbox/testing/harness.ts';
import {
  buttons,
  list,
  referral,
  sayingOf,
  sayings,
  template,
} from '#server/sandbox/testing/sayings.ts';
import { readMetaDocument } from '#tests/channels/meta-document.ts';

const file = process.env.META_OPENAPI_FILE ?? '';
const greeting = sayingOf({ type: 'text', text: 'Hello?' });

/** Everything that a customer can say and do, once; gives the deliveries by what made them. */
async function doEverything() {
  const { control, act, send, keepFile, webhook, sandbox } = startSandbox();
  await keepFile();
  const made: { by: string; raw: string }[] = [];
  const by = async (name: string, doIt: () => Promise<unknown>) => {
    const before = webhook.deliveries.length;
    await doIt();
    await sandbox.idle();
    for (const { raw } of webhook.deliveries.slice(before)) made.push({ by: name, raw });
  };
  const say = async (...saying: Parameters<typeof sayingOf>) =>
    ((await control('POST', 'say', sayingOf(...saying))) as { id: string }).id;
  const { id } = (await control('POST', 'say', greeting)) as { id: string };
  for (const [name, { content }] of Object.entries(sayings)) await by(name, () => say(content));
  await by('a choice of a button', async () =>
    say({ type: 'choice', message_id: await send(buttons), option_id: 'at-16' }),
  );
  await by('a choice of a list', async () =>
    say({ type: 'choice', message_id: await send(list), option_id: 'cut' }),
  );
  await by('a press', async () =>
    say({ type: 'press', message_id: await send(template), index: 0 }),
  );
  await by('an ad', () => say({ type: 'text', text: 'Hi' }, { referral }));
  const product = { catalog_id: '194836987003835', product_retailer_id: 'oil' };
  await by('a question about a product', () =>
    say({ type: 'text', text: 'Is it there?' }, { quoted_id: id, product }),
  );
  await by('a new identity', () => act('identity'));
  await by('a quotation', () => say({ type: 'text', text: 'Hi' }, { quoted_id: id }));
  await by('a forwarding', () => say({ type: 'text', text: 'Hi' }, { forwarded: 'often' }));
  await by('a reaction', () => act('react', { message_id: id, emoji: '👍' }));
  await by('a reaction taken off', () => act('react', { message_id: id, emoji: '' }));
  await by('an edit', () => act('edit', { message_id: id, text: 'Hello!' }));
  await by('an unsent message', () => act('unsend', { message_id: id }));
  await by('a welcome', () => act('welcome'));
  await by('a marketing choice', () => act('marketing', { wanted: false }));
  await by('an echo', () => act('echo', { content: { type: 'text', text: 'Come at five' } }));
  await by('a played message', async () =>
    act('play', { message_id: await send({ type: 'audio', audio: { id: '1' } }) }),
  );
  await by('a hidden number', async () => {
    await act('hide', { username: 'asha.m' });
    await say({ type: 'text', text: 'Guess who' });
    await act('hide', { username: null });
  });
  await by('a changed number', () => act('move', { to: '351912345678' }));
  return made;
}

const changeIn = (raw: string) => {
  const { entry } = JSON.parse(raw) as {
    entry: [{ changes: [{ value: { messages?: unknown[]; statuses?: unknown[] } }] }];
  };
  return entry[0].changes[0].value;
};

test('our adapter rejects nothing of all that a customer can do', async () => {
  const made = await doEverything();
  expect(new Set(made.map(({ by }) => by)).size).toBe(Object.keys(sayings).length + 18);
  for (const { by, raw } of made) {
    const events = parseWebhook(JSON.parse(raw));
    expect([by, events.length]).not.toEqual([by, 0]);
    expect(events.filter(({ type }) => type === 'rejected').map(() => by)).toEqual([]);
  }
});

// Meta's file is not ours to keep beside the tests; who has it names it and checks against the original.
describe.skipIf(file === '')('Meta’s OpenAPI file (named by META_OPENAPI_FILE)', () => {
  const meta = readMetaDocument(
    file === '' ? '{"components":{"schemas":{}},"paths":{}}' : readFileSync(file, 'utf8'),
  );

  test('every kind that the file knows is told as its schema has it', async () => {
    const schemas = new Map<string, string>([
      ...Object.entries(sayings).flatMap(([name, { schema }]): [string, string][] =>
        schema === undefined ? [] : [[name, schema]],
      ),
      ['a choice of a button', 'InteractiveMessageReply'],
      ['a choice of a list', 'InteractiveMessageReply'],
      ['a press', 'ButtonMessage'],
      ['an ad', 'TextMessage_2'],
      ['a question about a product', 'TextMessage_2'],
      ['a reaction', 'ReactionMessage_1'],
      ['a reaction taken off', 'ReactionMessage_1'],
      ['a changed number', 'SystemMessage'],
    ]);
    const checked = new Set<string>();
    for (const { by, raw } of await doEverything()) {
      const schema = schemas.get(by);
      const { messages } = changeIn(raw);
      if (schema === undefined || messages === undefined) continue;
      const isValid = meta.validatorOf(schema);
      isValid(messages[0]);
      expect([by, isValid.errors ?? []]).toEqual([by, []]);
      checked.add(by);
    }
    expect(checked).toEqual(new Set(schemas.keys()));
  });
});
