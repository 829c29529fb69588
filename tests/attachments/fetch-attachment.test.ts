import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createMessage } from '#db/testing/factories.ts';
import { addAttachments } from '#server/domain/attachments/add-attachments.ts';
import { fetchAttachment } from '#server/domain/attachments/fetch-attachment.ts';
import { listAttachments } from '#server/domain/attachments/list-attachments.ts';
import { openAttachment } from '#server/domain/attachments/open-attachment.ts';
import { retryAttachment } from '#server/domain/attachments/retry-attachment.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { jpeg, wav } from '#server/files/testing/samples.ts';
import { startProvider, sumOf } from '#tests/attachments/provider.ts';
import { setStage } from '#tests/attachments/stage.ts';

let provider: Awaited<ReturnType<typeof startProvider>>;
let stage: Awaited<ReturnType<typeof setStage>>;
let picture: Buffer;

beforeAll(async () => {
  const database = await useOwnDatabase();
  provider = await startProvider();
  picture = await jpeg(640, 480);
  return () => database.drop();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  stage = await setStage(provider.origin);
  provider.calls.length = 0;
  provider.hold('7', { bytes: picture, mimeType: 'image/jpeg' });
});

const minuteMs = 60_000;
const fetchIt = (attachmentId: string) => fetchAttachment(stage.ctx, { attachmentId });
const waitMinutes = (minutes: number) =>
  stage.ctx.setNow(new Date(stage.ctx.now().getTime() + minutes * minuteMs));

async function bytesOf(attachmentId: string, variant: 'file' | 'thumbnail' = 'file') {
  const opened = await openAttachment(stage.ctx, { attachmentId, variant });
  return opened === null ? null : buffer(opened.content.read());
}

async function shown(messageId: string) {
  const lists = await stage.ctx.db((tx) => listAttachments(stage.ctx, tx, [messageId]));
  return lists.get(messageId)?.[0];
}

describe('a file of a message', () => {
  test('is brought here in two steps, and the thread shows what it is', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    expect(await shown(messageId)).toMatchObject({ state: 'pending', url: null });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(provider.calls).toEqual(['look-up 7', 'download 7']);
    expect(await bytesOf(attachmentId)).toEqual(picture);
    expect((await bytesOf(attachmentId, 'thumbnail'))?.subarray(8, 12).toString()).toBe('WEBP');
    expect(await shown(messageId)).toMatchObject({
      state: 'stored',
      mimeType: 'image/jpeg',
      sizeBytes: picture.length,
      width: 640,
      height: 480,
      url: expect.stringContaining(`/api/files/${attachmentId}?`) as string,
      thumbnailUrl: expect.stringContaining('variant=thumbnail') as string,
    });
    expect(await stage.published(messageId)).toBe(1);
  });

  test('that has only an address is fetched there', async () => {
    const sourceUrl = `${provider.origin}/files/7`;
    const { attachmentId } = await stage.addFile({ sourceUrl });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(provider.calls).toEqual(['download 7']);
  });

  test('asked for again is not fetched again', async () => {
    const { attachmentId } = await stage.addFile({ providerMediaId: '7' });
    await fetchIt(attachmentId);
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(provider.calls).toHaveLength(2);
  });

  test('asked for five times at once is fetched once', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => fetchIt(attachmentId)));
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(RetryLaterError);
    }
    expect(provider.calls).toEqual(['look-up 7', 'download 7']);
    expect(await bytesOf(attachmentId)).toEqual(picture);
    expect(await stage.published(messageId)).toBe(1);
  });

  test('that is something else than was said is kept as what it is', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    provider.hold('8', { bytes: page, mimeType: 'image/jpeg' });
    const { attachmentId } = await stage.addFile({ providerMediaId: '8' });
    await fetchIt(attachmentId);
    expect(await stage.rowOf(attachmentId)).toMatchObject({
      state: 'stored',
      mimeType: 'text/html',
    });
  });

  test.each([
    ['image', wav(1), { kind: 'audio', mimeType: 'audio/wav' }],
    ['video', Buffer.from('<!doctype html><p>1</p>'), { kind: 'document', mimeType: 'text/html' }],
    ['document', wav(1), { kind: 'document', mimeType: 'audio/wav' }],
  ] as const)(
    'that was called one of kind %s is shown as what its bytes are',
    async (kind, bytes, right) => {
      provider.hold('8', { bytes, mimeType: 'application/octet-stream' });
      const { attachmentId } = await stage.addFile({ providerMediaId: '8', kind });
      await fetchIt(attachmentId);
      expect(await stage.rowOf(attachmentId)).toMatchObject({ state: 'stored', ...right });
    },
  );

  test('is there under a name that no screen misreads', async () => {
    const message = await createMessage(stage.conversation, { kind: 'document' });
    const fileName = 'bill\u202Efdp.exe';
    await stage.ctx.db((tx) =>
      addAttachments(stage.ctx, tx, message, [
        { kind: 'document', providerMediaId: '7', fileName },
      ]),
    );
    expect(await shown(message.id)).toMatchObject({ fileName: 'billfdp.exe', state: 'pending' });
  });

  test('of another business is nothing', async () => {
    const { attachmentId } = await stage.addFile({ providerMediaId: '7' });
    const other = await setStage(provider.origin);
    expect(await fetchAttachment(other.ctx, { attachmentId })).toEqual({ state: 'gone' });
    expect(await openAttachment(other.ctx, { attachmentId, variant: 'file' })).toBeNull();
    await expect(retryAttachment(other.asMember, { attachmentId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a try that fails', () => {
  test('is made again later, with the address looked up anew', async () => {
    const late = [
      (response: { writeHead(status: number): { end(): void } }) => response.writeHead(404).end(),
    ];
    provider.hold('9', { bytes: picture, mimeType: 'image/jpeg', onDownload: late });
    const { attachmentId } = await stage.addFile({ providerMediaId: '9' });
    await expect(fetchIt(attachmentId)).rejects.toMatchObject({ retryAfterSeconds: 30 });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(provider.calls).toEqual(['look-up 9', 'download 9', 'look-up 9', 'download 9']);
  });

  test('because the bytes are others than promised keeps nothing of them', async () => {
    const sha256 = sumOf(Buffer.from('something else'));
    provider.hold('9', { bytes: picture, mimeType: 'image/jpeg', sha256 });
    const { attachmentId } = await stage.addFile({ providerMediaId: '9' });
    await expect(fetchIt(attachmentId)).rejects.toThrow('This file did not arrive whole.');
    expect(await stage.rowOf(attachmentId)).toMatchObject({ state: 'pending', storageKey: null });
    expect(await bytesOf(attachmentId)).toBeNull();
  });

  test('because it has another size than was told keeps nothing of it', async () => {
    provider.hold('9', { bytes: picture, mimeType: 'image/jpeg', sizeBytes: picture.length + 1 });
    const { attachmentId } = await stage.addFile({ providerMediaId: '9' });
    await expect(fetchIt(attachmentId)).rejects.toThrow('This file did not arrive whole.');
    expect(await bytesOf(attachmentId)).toBeNull();
  });

  test('because it is too large is not made again, by nobody', async () => {
    provider.hold('9', { bytes: picture, mimeType: 'image/jpeg', sizeBytes: 101 * 1024 * 1024 });
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '9' });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
    expect(provider.calls).toEqual(['look-up 9']);
    const failureText = 'This file is larger than 100 MB.';
    expect(await shown(messageId)).toMatchObject({
      state: 'failed',
      isTooLarge: true,
      failureText,
    });
    await expect(retryAttachment(stage.asMember, { attachmentId })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('because there is no room here says so, and is made again', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    for (const at of ['download', 'write'] as const) {
      const full = { [at]: () => Promise.reject(new Error('ENOSPC: no space left on device')) };
      const ctx = { ...stage.ctx, files: { ...stage.ctx.files, ...full } };
      await expect(fetchAttachment(ctx, { attachmentId })).rejects.toBeInstanceOf(RetryLaterError);
      expect(await shown(messageId)).toMatchObject({
        state: 'pending',
        failureText: 'Something went wrong on our side while this file was fetched.',
      });
    }
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(await shown(messageId)).toMatchObject({ failureText: null });
  });

  test('need not be waited for: a person can have it made again at once', async () => {
    const fail = (response: { writeHead(status: number): { end(): void } }) =>
      response.writeHead(500).end();
    provider.hold('9', { bytes: picture, mimeType: 'image/jpeg', onDownload: [fail] });
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '9' });
    await expect(fetchIt(attachmentId)).rejects.toBeInstanceOf(RetryLaterError);
    expect(await shown(messageId)).toMatchObject({
      state: 'pending',
      failureText: 'The provider could not be reached for this file.',
    });
    await retryAttachment(stage.asMember, { attachmentId });
    expect(await shown(messageId)).toMatchObject({ state: 'pending', failureText: null });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
  });

  test('five times says why, and a person can ask for it again', async () => {
    const fail = (response: { writeHead(status: number): { end(): void } }) =>
      response.writeHead(500).end();
    provider.hold('9', {
      bytes: picture,
      mimeType: 'image/jpeg',
      onLookUp: Array.from({ length: 5 }, () => fail),
    });
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '9' });
    const pauses: unknown[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await fetchIt(attachmentId).catch((error: unknown) =>
        pauses.push((error as RetryLaterError).retryAfterSeconds),
      );
    }
    expect(pauses).toEqual([30, 300, 1800, 9000]);
    expect((await shown(messageId))?.state).toBe('pending');
    expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
    expect(await shown(messageId)).toMatchObject({
      state: 'failed',
      failureText: expect.stringMatching(/^WhatsApp /) as string,
      url: null,
    });
    await retryAttachment(stage.asMember, { attachmentId });
    expect(await shown(messageId)).toMatchObject({ state: 'pending', failureText: null });
    await expect(retryAttachment(stage.asMember, { attachmentId })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(await stage.published(messageId)).toBe(7);
  });

  test('for good is not made again', async () => {
    const { attachmentId } = await stage.addFile({ providerMediaId: '404' });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
    expect(provider.calls).toEqual(['look-up 404']);
  });

  test('because the address leads into our own network connects to nothing there', async () => {
    const inside = await startProvider();
    inside.hold('7', { bytes: picture, mimeType: 'image/jpeg' });
    provider.hold('9', {
      bytes: picture,
      mimeType: 'image/jpeg',
      onDownload: [
        (response) => response.writeHead(302, { location: `${inside.origin}/files/7` }).end(),
      ],
    });
    const redirected = await stage.addFile({ providerMediaId: '9' });
    const direct = await stage.addFile({ sourceUrl: `${inside.origin}/files/7` });
    expect(await fetchIt(redirected.attachmentId)).toEqual({ state: 'failed' });
    expect(await fetchIt(direct.attachmentId)).toEqual({ state: 'failed' });
    expect(inside.calls).toEqual([]);
    inside.stop();
  });
});

describe('what Instagram only names an address for', () => {
  const setInstagram = () => setStage(provider.origin, { kind: 'instagram' });

  test('is fetched there, without a token', async () => {
    stage = await setInstagram();
    const { attachmentId } = await stage.addFile({ sourceUrl: `${provider.origin}/open/7` });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(await bytesOf(attachmentId)).toEqual(picture);
  });

  test.each(['open/404', 'files/7'])(
    'and is gone from %s is tried once more, and then over',
    async (at) => {
      stage = await setInstagram();
      const { attachmentId, messageId } = await stage.addFile({
        sourceUrl: `${provider.origin}/${at}`,
      });
      await expect(fetchIt(attachmentId)).rejects.toMatchObject({ retryAfterSeconds: 30 });
      expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
      expect(await shown(messageId)).toMatchObject({
        state: 'failed',
        failureText:
          'Instagram does not have this file any more. Stories are there for 24 hours only.',
      });
      expect(provider.calls).toHaveLength(2);
    },
  );

  test('and is a page there is no file', async () => {
    stage = await setInstagram();
    provider.hold('8', { bytes: Buffer.from('<!doctype html><p>A reel'), mimeType: 'text/html' });
    const sourceUrl = `${provider.origin}/open/8`;
    const { attachmentId } = await stage.addFile({ sourceUrl, kind: 'video' });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
    expect(await bytesOf(attachmentId)).toBeNull();
  });
});

describe('a crash', () => {
  const never = () => new Promise<never>(() => undefined);

  test('between any two steps leaves a file that is fetched after all', async () => {
    const { attachmentId } = await stage.addFile({ providerMediaId: '7' });
    for (const at of ['download', 'write'] as const) {
      const files = { ...stage.ctx.files };
      const reached = new Promise<void>((resolve) => {
        files[at] = () => (resolve(), never());
      });
      void fetchAttachment({ ...stage.ctx, files }, { attachmentId });
      await reached;
      expect(await stage.rowOf(attachmentId)).toMatchObject({ state: 'pending', storageKey: null });
      await expect(fetchIt(attachmentId)).rejects.toThrow('Being fetched elsewhere.');
      waitMinutes(7);
    }
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(await bytesOf(attachmentId)).toEqual(picture);
  });

  test('after the bytes were written and before their row says so loses and doubles nothing', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    const files = { ...stage.ctx.files };
    let isWritten = false;
    files.write = async (...given) => {
      await stage.ctx.files.write(...given);
      isWritten = true;
    };
    const dies = {
      ...stage.ctx,
      files,
      db: ((work) =>
        isWritten
          ? Promise.reject(new Error('killed'))
          : stage.ctx.db(work)) as typeof stage.ctx.db,
    };
    await expect(fetchAttachment(dies, { attachmentId })).rejects.toThrow('killed');
    expect(await shown(messageId)).toMatchObject({ state: 'pending', url: null });
    waitMinutes(7);
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
    expect(await bytesOf(attachmentId)).toEqual(picture);
  });

  test('at the same file again and again ends with a file that could not be fetched', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    const files = { ...stage.ctx.files, download: never };
    for (let crash = 1; crash <= 8; crash += 1) {
      void fetchAttachment({ ...stage.ctx, files }, { attachmentId });
      await vi.waitFor(async () => expect((await stage.rowOf(attachmentId))?.attempts).toBe(crash));
      waitMinutes(7);
    }
    expect(await fetchIt(attachmentId)).toEqual({ state: 'failed' });
    expect(await shown(messageId)).toMatchObject({
      state: 'failed',
      failureText: 'This file could not be fetched, however often it was tried.',
    });
    await retryAttachment(stage.asMember, { attachmentId });
    expect(await fetchIt(attachmentId)).toEqual({ state: 'stored' });
  });
});
