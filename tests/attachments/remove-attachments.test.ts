import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import { fetchAttachment } from '#server/domain/attachments/fetch-attachment.ts';
import { openAttachment } from '#server/domain/attachments/open-attachment.ts';
import { removeAttachments } from '#server/domain/attachments/remove-attachments.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import { startProvider } from '#tests/attachments/provider.ts';
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

describe('a message that was taken back', () => {
  test('takes its files with it', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    await fetchIt(attachmentId);
    const row = await stage.rowOf(attachmentId);
    await stage.ctx.db((tx) => removeAttachments(stage.ctx, tx, messageId));
    expect(await stage.rowOf(attachmentId)).toBeNull();
    expect(await stage.ctx.files.open(row?.storageKey ?? '')).toBeNull();
    expect(await stage.ctx.files.open(row?.thumbnailKey ?? '')).toBeNull();
  });

  test('keeps them when it stays after all', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    await fetchIt(attachmentId);
    const undone = stage.ctx.db(async (tx) => {
      await removeAttachments(stage.ctx, tx, messageId);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    expect(await bytesOf(attachmentId)).toEqual(picture);
  });

  test('is not brought back by whoever is just fetching its file', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    const slow = {
      ...stage.ctx,
      files: {
        ...stage.ctx.files,
        download: async (source: Parameters<typeof stage.ctx.files.download>[0]) => {
          const received = await stage.ctx.files.download(source);
          await stage.ctx.db((tx) => removeAttachments(stage.ctx, tx, messageId));
          return received;
        },
      },
    };
    expect(await fetchAttachment(slow, { attachmentId })).toEqual({ state: 'gone' });
    const key = `${stage.businessId}/${attachmentId}/file`;
    expect(await stage.ctx.files.open(key)).toBeNull();
  });

  test('leaves nothing of a file that was written after everybody had forgotten it', async () => {
    const { attachmentId, messageId } = await stage.addFile({ providerMediaId: '7' });
    const files = { ...stage.ctx.files };
    files.write = async (...given) => {
      waitMinutes(7);
      await stage.ctx.db((tx) => removeAttachments(stage.ctx, tx, messageId));
      await stage.ctx.files.write(...given);
    };
    expect(await fetchAttachment({ ...stage.ctx, files }, { attachmentId })).toEqual({
      state: 'gone',
    });
    expect(await stage.rowOf(attachmentId)).toBeNull();
    for (const name of ['file', 'thumbnail']) {
      expect(await stage.ctx.files.open(`${stage.businessId}/${attachmentId}/${name}`)).toBeNull();
    }
  });
});
