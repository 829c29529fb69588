import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { describe, expect, test } from 'vitest';

import type { FileToUpload } from '#server/channels/types.ts';
import { uploadFile } from '#server/channels/whatsapp/upload-file.ts';
import { answerWith, graphError, loopbackProvider } from '#tests/channels/loopback-provider.ts';
import type { Answer } from '#tests/channels/loopback-provider.ts';

const provider = loopbackProvider();

const bytes = Buffer.from('%PDF-1.7 price list \r\n--not a boundary\r\n');

function aFile(overrides: Partial<FileToUpload> = {}): FileToUpload {
  return {
    fileName: 'Preise "März".pdf',
    mimeType: 'application/pdf',
    sizeBytes: bytes.length,
    open: () => Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]),
    ...overrides,
  };
}

/** The fields of the form that was posted, read by the platform's own reader. */
async function formIn(index: number): Promise<FormData> {
  const { body, headers } = provider.received[index] ?? { body: Buffer.alloc(0), headers: {} };
  const type = { 'content-type': headers['content-type'] ?? '' };
  return new Response(new Uint8Array(body), { headers: type }).formData();
}

describe('the upload', () => {
  test('goes to the number’s media as a form with the product, the type and the file', async () => {
    const connection = await provider.start(answerWith(200, { id: '4490709327384033' }));
    const result = await uploadFile(connection, aFile());
    expect(result).toEqual({ ok: true, providerMediaId: '4490709327384033' });
    const [request] = provider.received;
    expect(request?.path).toBe('/graph/v23.0/109000000000001/media');
    expect(request?.headers.authorization).toBe('Bearer token-1');
    expect(Number(request?.headers['content-length'])).toBe(request?.body.length);
    const form = await formIn(0);
    expect([form.get('messaging_product'), form.get('type')]).toEqual([
      'whatsapp',
      'application/pdf',
    ]);
    const file = form.get('file') as File;
    expect({ name: file.name, type: file.type }).toEqual({
      name: 'Preise "März".pdf',
      type: 'application/pdf',
    });
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
  });

  test('of a table or a card goes as the plain text that Meta takes', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    await uploadFile(connection, aFile({ fileName: 'prices.csv', mimeType: 'text/csv' }));
    const form = await formIn(0);
    const file = form.get('file') as File;
    expect([form.get('type'), file.type, file.name]).toEqual([
      'text/plain',
      'text/plain',
      'prices.csv',
    ]);
  });

  test('of many megabytes arrives byte for byte, read in pieces', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    const piece = Buffer.alloc(64 * 1024, 'v');
    const pieces = 160;
    const sizeBytes = piece.length * pieces;
    const open = () => Readable.from(Array.from({ length: pieces }, () => piece));
    expect(await uploadFile(connection, aFile({ sizeBytes, open }))).toMatchObject({ ok: true });
    const file = (await formIn(0)).get('file') as File;
    const sum = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    expect(sum(new Uint8Array(await file.arrayBuffer()))).toBe(sum(Buffer.alloc(sizeBytes, 'v')));
  });

  test('of a file that is shorter than it says is never taken for whole', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    const result = await uploadFile(connection, aFile({ sizeBytes: bytes.length + 10 }));
    expect(result).toMatchObject({ ok: false, failure: { retryable: true } });
    expect(provider.received).toEqual([]);
  });

  test('of a file that cannot be read to its end may be tried again', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    const open = () =>
      Readable.from(
        (function* () {
          yield bytes.subarray(0, 9);
          throw new Error('The disk is gone.');
        })(),
      );
    const result = await uploadFile(connection, aFile({ open }));
    expect(result).toMatchObject({ ok: false, failure: { retryable: true } });
  });

  test('of a channel without a token is refused as a value', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    const result = await uploadFile({ ...connection, credentials: {} }, aFile());
    expect(result).toMatchObject({ failure: { code: 'credentials_invalid', retryable: false } });
  });
});

describe('what does not arrive', () => {
  test.each<[string, Answer, string, boolean]>([
    [
      'a file that Meta will not have',
      answerWith(400, graphError(131053)),
      'media_upload_failed',
      false,
    ],
    ['a token that ended', answerWith(401, graphError(190)), 'credentials_invalid', false],
    ['too many calls', answerWith(429, graphError(130429)), 'rate_limited', true],
    ['an error in a form of its own', answerWith(502, '<html>'), 'provider_unavailable', true],
    ['a success that names no file', answerWith(200, {}), 'provider_unavailable', true],
    ['a dropped connection', (request) => request.socket.destroy(), 'provider_unavailable', true],
  ])('%s is a value', async (_name, answer, code, retryable) => {
    const connection = await provider.start(answer);
    const result = await uploadFile(connection, aFile());
    expect(result).toMatchObject({ ok: false, failure: { code, retryable } });
  });

  test('nobody at the other end may be tried again', async () => {
    const connection = await provider.start(answerWith(200, { id: '1' }));
    await provider.stop();
    const result = await uploadFile(connection, aFile());
    expect(result).toMatchObject({ failure: { code: 'provider_down', retryable: true } });
  });
});
