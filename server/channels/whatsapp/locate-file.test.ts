import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hexOf, locateFile } from '#server/channels/whatsapp/locate-file.ts';

let server: Server;
let baseUrl: string;
let answer: { status?: number; body: unknown };
let asked: Pick<IncomingMessage, 'url' | 'headers'>;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    const { status = 200, body } = answer;
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
});
afterAll(() => void server.close());

const sum = createHash('sha256').update('x');
const hex = sum.copy().digest('hex');
const connection = () => ({
  kind: 'whatsapp' as const,
  externalId: '109',
  baseUrl,
  credentials: { accessToken: 'token' },
});
const locate = (file = { providerMediaId: '42' }) => locateFile(connection(), file);

describe('where a file of WhatsApp lies', () => {
  test('is asked by its id, for the number it was sent to, with the token', async () => {
    answer = {
      body: {
        url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=42',
        mime_type: 'image/jpeg',
        sha256: hex,
        file_size: '303833',
        id: '42',
        messaging_product: 'whatsapp',
      },
    };
    expect(await locate()).toEqual({
      ok: true,
      url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=42',
      headers: { authorization: 'Bearer token' },
      mimeType: 'image/jpeg',
      sha256: hex,
      sizeBytes: 303_833,
    });
    expect(asked.url).toBe('/v23.0/42?phone_number_id=109');
    expect(asked.headers.authorization).toBe('Bearer token');
  });

  test.each([
    ['https://evil.example/x', false],
    ['https://fbsbx.com.evil.example/x', false],
    ['https://notfbsbx.com/x', false],
    ['http://lookaside.fbsbx.com/x', false],
    ['file:///etc/passwd', false],
    ['nonsense', false],
    ['https://mmg.whatsapp.net/x', true],
  ])('gets the token at %s: %s', async (url, isShown) => {
    answer = { body: { url } };
    const found = await locate();
    expect('headers' in found).toBe(isShown);
  });

  test.each([
    [400, { error: { code: 100, message: 'no such object', error_subcode: 33 } }, false],
    [401, { error: { code: 190, message: 'expired' } }, false],
    [400, { error: { code: 131000, message: 'something' } }, true],
    [500, 'sorry', true],
    [200, '<html>', true],
    [200, { id: '42' }, true],
  ])('cannot be said when the answer is %i %j; later: %s', async (status, body, canRetry) => {
    answer = { status, body };
    expect(await locate()).toMatchObject({ ok: false, canRetry });
  });

  test('an unreachable provider is asked again later', async () => {
    const nowhere = { ...connection(), baseUrl: 'http://127.0.0.1:1' };
    expect(await locateFile(nowhere, { providerMediaId: '42' })).toMatchObject({
      ok: false,
      canRetry: true,
    });
  });
});

test('a checksum is one in base64 and in hexadecimal, and nothing else is', () => {
  const base64 = sum.copy().digest('base64');
  expect(hexOf(base64)).toBe(hex);
  expect(hexOf(sum.copy().digest('base64url'))).toBe(hex);
  expect(hexOf(hex.toUpperCase())).toBe(hex);
  for (const other of [undefined, '', 'abc', hex.slice(1), `${base64}=`]) {
    expect(hexOf(other)).toBeUndefined();
  }
});
