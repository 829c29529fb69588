import { randomUUID } from 'node:crypto';
import { request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { forSystem } from '#db/system.ts';
import { close } from '#server/http/server.ts';
import {
  appSecret,
  doors,
  signatureOf,
  signed,
  startFastPath,
  textDelivery,
} from '#tests/webhooks/doors.ts';
import type { OpenDoor } from '#tests/webhooks/doors.ts';

const each = 112;
const atOnce = 16;
const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));

/** Where deliveries of a kind of channel come in, with one that may be forged and who else could sign it. */
interface Target {
  path: string;
  body(number: number): string;
  /** The account's own secrets, each of which is good. */
  own: string[];
  /** Secrets of other accounts of the kind, and of accounts of the other kind. */
  others: string[];
}

const secrets = {
  whatsapp: { own: ['our own app'], theirs: ['their own app'] },
  instagram: {
    own: ['our Facebook app', 'our Instagram app'],
    theirs: ['their Facebook app', 'their Instagram app'],
  },
};
const targets: Partial<Record<string, Target>> = {};
const targetOf = (kind: string): Target => {
  const target = targets[kind];
  if (target === undefined) throw new Error(`Nothing is connected as ${kind}.`);
  return target;
};

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
  vi.stubEnv('META_APP_SECRET', appSecret);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
  const connect = async (
    kind: 'whatsapp' | 'instagram',
    [secret, instagramSecret]: string[],
  ): Promise<string> => {
    const ofInstagram =
      instagramSecret === undefined ? {} : { instagramAppSecret: instagramSecret };
    const credentials = { accessToken: 'token', appSecret: secret, ...ofInstagram };
    return (await createChannel((await createBusiness()).id, { kind, credentials })).externalId;
  };
  const { whatsapp, instagram } = secrets;
  const ours = await connect('whatsapp', whatsapp.own);
  const account = await connect('instagram', instagram.own);
  await connect('whatsapp', whatsapp.theirs);
  await connect('instagram', instagram.theirs);
  targets.whatsapp = {
    path: '/api/webhooks/whatsapp',
    body: (number) => textDelivery(ours, `Forged, the ${number}th`),
    own: whatsapp.own,
    others: [...whatsapp.theirs, ...instagram.own],
  };
  targets.instagram = {
    path: '/api/webhooks/instagram',
    body: (number) => instagramDelivery(account, `Forged, the ${number}th`),
    own: instagram.own,
    others: [...instagram.theirs, ...whatsapp.own],
  };
});
afterAll(async () => {
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});

function instagramDelivery(account: string, text: string): string {
  const item = {
    sender: { id: '1234567890123456' },
    recipient: { id: account },
    timestamp: 1772445600123,
    message: { mid: `mid.${randomUUID()}`, text },
  };
  const entry = [{ id: account, time: 1772445600123, messaging: [item] }];
  return JSON.stringify({ object: 'instagram', entry });
}

const countStored = async () => {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ count: number }>(
      sql`select ((select count(*) from webhook_deliveries) + (select count(*) from job_events))::int as count`,
    ),
  );
  return rows[0]?.count ?? 0;
};

type Forgery = (target: Target, number: number) => RequestInit;

const withHeaders = (sent: string, headers: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: sent,
});
const claim = (sent: string, signature: string) =>
  withHeaders(sent, { 'x-hub-signature-256': signature });

/** What is no signature, or one in a form that counts for nothing. */
const noSignature: Forgery = ({ body }, number) => {
  const sent = body(number);
  const good = signatureOf(sent);
  const hex = good.slice('sha256='.length);
  const claims = [
    '',
    'sha256=',
    hex,
    `sha1=${hex}`,
    good.slice(0, -1),
    `${good}0`,
    `${good},${good}`,
  ];
  const used = claims[number % 8];
  return used === undefined ? withHeaders(sent, {}) : claim(sent, used);
};

const otherSecret: Forgery = ({ body }, number) => {
  const secrets = [
    `${appSecret} `,
    appSecret.toUpperCase(),
    appSecret.slice(1),
    `guess ${number}`,
    '',
  ];
  return signed(body(number), secrets[number % secrets.length]);
};

/** One character of the body is another than the one that was signed. */
const alteredBody: Forgery = ({ body }, number) => {
  const sent = body(number);
  const at = 1 + ((number * 7_919) % (sent.length - 2));
  const other = sent[at] === 'x' ? 'y' : 'x';
  return claim(sent.slice(0, at) + other + sent.slice(at + 1), signatureOf(sent));
};

/** The same JSON, written with other white space than what was signed. */
const otherWhitespace: Forgery = ({ body }, number) => {
  const sent = body(number);
  const ways = [
    `${sent}\n`,
    ` ${sent}`,
    `${sent}\r\n`,
    sent.replaceAll(':', ': '),
    `\uFEFF${sent}`,
  ];
  ways.push(JSON.stringify(JSON.parse(sent), null, 1 + (number % 8)));
  return claim(ways[number % ways.length] ?? '', signatureOf(sent));
};

/** Good for another account, of this kind or of the other. */
const otherChannelsSecret: Forgery = ({ body, others }, number) =>
  signed(body(number), others[number % others.length]);

/** A signature that was heard once, on another delivery. */
const replayedSignature: Forgery = ({ body }, number) =>
  claim(body(number), signatureOf(body(number)));

/** Signed, so that it is the depth that is refused; of arrays, of objects, of both, and never closed. */
const tooDeep: Forgery = (_target, number) => {
  const depth = 101 + number * 37;
  const ways = [
    `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    `${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`,
    `{"entry":${'['.repeat(depth * 100)}`,
  ];
  return signed(ways[number % ways.length] ?? '');
};

const otherContentType: Forgery = ({ body }, number) => {
  const types = [
    ...['text/plain', 'text/html', 'application/x-www-form-urlencoded', 'application/jsonp'],
    ...['multipart/form-data; boundary=x', 'application/octet-stream', 'json', 'text/json'],
  ];
  return signed(body(number), appSecret, types[number % types.length]);
};

const forgeries: [what: string, status: number, forge: Forgery][] = [
  ['no signature', 401, noSignature],
  ['another secret', 401, otherSecret],
  ['a body altered after it was signed', 401, alteredBody],
  ['other white space than was signed', 401, otherWhitespace],
  ['the secret of another channel', 401, otherChannelsSecret],
  ['the signature of another delivery', 401, replayedSignature],
  ['a body nested too deeply', 400, tooDeep],
  ['another content type', 400, otherContentType],
];

const kinds = ['whatsapp', 'instagram'];
const ways = doors.flatMap(([name, open]) => kinds.map((kind) => ({ name, open, kind })));

describe.each(ways)('$kind through $name', ({ open, kind }) => {
  let door: OpenDoor;
  beforeAll(async () => void (door = await open()));
  afterAll(() => door.close());

  test.each(forgeries)(
    'accepts no delivery with %s, and answers the next one',
    async (_what, status, forge) => {
      const target = targetOf(kind);
      const before = await countStored();
      const statuses = await inTurns(each, async (number) => {
        const answer = await door.call(target.path, forge(target, number));
        expect(await answer.json()).toEqual({
          error: expect.stringMatching(/^The .+\.$/) as string,
        });
        return answer.status;
      });
      expect(statuses).toEqual(Array(each).fill(status));
      expect(await countStored()).toBe(before);
      expect((await door.call(target.path, signed(target.body(0)))).status).toBe(200);
    },
  );

  test('takes each secret of the channel itself, and what says nothing of its type', async () => {
    const { path, body, own } = targetOf(kind);
    for (const secret of own) {
      expect((await door.call(path, signed(body(1), secret))).status).toBe(200);
    }
    const typeless = Buffer.from(body(2));
    const headers = { 'x-hub-signature-256': signatureOf(typeless.toString()) };
    const call = { method: 'POST', headers, body: new Uint8Array(typeless) };
    expect((await door.call(path, call)).status).toBe(200);
  });
});

test.each(kinds)(
  'a body of 10 MB to %s is refused without being read, told beforehand or not',
  async (kind) => {
    const { path, body } = targetOf(kind);
    const { server, url } = await startFastPath();
    try {
      const before = await countStored();
      const statuses = await inTurns(each, (number) =>
        sendTenMegabytes(url + path, number % 2 === 0),
      );
      expect(statuses).toEqual(Array(each).fill(413));
      expect(await countStored()).toBe(before);
      expect((await fetch(url + path, signed(body(0)))).status).toBe(200);
    } finally {
      await close(server, 0);
    }
  },
);

const tenMegabytes = 10 * 1024 * 1024;
const megabyte = Buffer.alloc(1024 * 1024, ' ');

/** Sends until it is answered. */
async function sendTenMegabytes(url: string, isTold: boolean): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signatureOf(' '.repeat(8)),
    ...(isTold ? { 'content-length': tenMegabytes } : { 'transfer-encoding': 'chunked' }),
  };
  const call = openRequest(url, { method: 'POST', headers, agent: false });
  // The connection is cut while we still send: that is what is asked for.
  call.on('error', () => undefined);
  const answered = new Promise<number | undefined>((resolve, reject) => {
    call.once('response', (response) => {
      text(response).then(() => resolve(response.statusCode), reject);
    });
    call.once('close', () => reject(new Error('The connection was cut without an answer.')));
  });
  for (let sent = 0; sent < (isTold ? 1 : 4); sent += 1) call.write(megabyte);
  try {
    return await answered;
  } finally {
    call.destroy();
  }
}

async function inTurns<T>(count: number, work: (number: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  const lane = async () => {
    for (const number of numbers) results[number] = await work(number);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
