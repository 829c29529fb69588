import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { appSecret, doors, signatureOf, signed, textDelivery } from '#tests/webhooks/doors.ts';
import type { OpenDoor } from '#tests/webhooks/doors.ts';

const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
const open: OpenDoor[] = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('META_VERIFY_TOKEN', 'the token of the doors');
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
  for (const [, openDoor] of doors) open.push(await openDoor());
});
afterAll(async () => {
  for (const door of open) await door.close();
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});

const good = textDelivery('100000000000001');
const binary = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
const shake = (token: string, mode = 'subscribe') =>
  `?hub.mode=${mode}&hub.challenge=%2B1+2&hub.verify_token=${encodeURIComponent(token)}`;
const withSignature = (signature: string, body = good): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
  body,
});

const calls: [what: string, path: string, init?: RequestInit][] = [
  ['a delivery', 'whatsapp', signed(good)],
  ['a delivery with a query', 'whatsapp?a=/b/c&a=2', signed(good)],
  ['a delivery of nothing that we know', 'instagram', signed('{}')],
  ['a signature in capitals', 'whatsapp', withSignature(signatureOf(good).toUpperCase())],
  [
    'hexadecimal capitals',
    'whatsapp',
    withSignature(signatureOf(good).replace(/[a-f]/g, (c) => c.toUpperCase())),
  ],
  ['no signature', 'whatsapp', { method: 'POST', body: good }],
  ['another secret', 'instagram', signed(good, 'a guess')],
  ['an empty body', 'whatsapp', signed('')],
  ['a list', 'whatsapp', signed('[]')],
  ['half a body', 'whatsapp', signed('{"entry":')],
  ['a body that is too deep', 'whatsapp', signed(`{"a":${'['.repeat(200)}${']'.repeat(200)}}`)],
  ['a byte order mark', 'whatsapp', signed(`\uFEFF${good}`)],
  [
    'bytes that are no text',
    'whatsapp',
    {
      ...signed(''),
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(binary) },
      body: binary,
    },
  ],
  ['another content type', 'whatsapp', signed(good, appSecret, 'text/plain')],
  [
    'a content type with its charset',
    'whatsapp',
    signed(good, appSecret, 'application/json; charset=utf-8'),
  ],
  ['a body over 3 MB', 'whatsapp', signed(good.padEnd(3 * 1024 * 1024 + 1))],
  ['another kind', 'pigeon', signed(good)],
  ['a kind that objects have', 'constructor', signed(good)],
  ['the handshake', `whatsapp${shake('the token of the doors')}`],
  ['the handshake of the other kind', `instagram${shake('the token of the doors')}`],
  ['a handshake with a guess', `whatsapp${shake('a guess')}`],
  ['a handshake of another mode', `whatsapp${shake('the token of the doors', 'unsubscribe')}`],
  ['a visit', 'whatsapp'],
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'].map((method): [string, string, RequestInit] => [
    method,
    'whatsapp',
    { method },
  ]),
];

test.each(calls)('both doors answer %s alike', async (_what, path, init) => {
  const answers = await Promise.all(
    open.map(async (door) => {
      const answer = await door.call(`/api/webhooks/${path}`, init);
      const { status, headers } = answer;
      const named = ['content-type', 'allow', 'retry-after'].map((name) => headers.get(name));
      return { status, named, body: init?.method === 'HEAD' ? '' : await answer.text() };
    }),
  );
  expect(answers).toHaveLength(2);
  expect(answers[0]).toEqual(answers[1]);
});
