import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { findUnsentAttachments } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createMember, createMessage } from '#db/testing/factories.ts';
import { addAttachment } from '#server/domain/attachments/add-attachment.ts';
import { discardAttachment } from '#server/domain/attachments/discard-attachment.ts';
import { openAttachment } from '#server/domain/attachments/open-attachment.ts';
import { pruneAttachments } from '#server/domain/attachments/prune-attachments.ts';
import { jpeg, wav } from '#server/files/testing/samples.ts';
import { setStage } from '#tests/attachments/stage.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

let stage: Awaited<ReturnType<typeof setStage>>;
let picture: Buffer;

beforeAll(async () => {
  const database = await useOwnDatabase();
  picture = await jpeg(300, 200);
  return () => database.drop();
});
beforeEach(async () => {
  stage = await setStage('http://127.0.0.1:1');
});

const add = (bytes: Uint8Array, fileName = 'menu.jpg', mimeType?: string) =>
  addAttachment(stage.asMember, {
    conversationId: stage.conversation.id,
    fileName,
    ...(mimeType === undefined ? {} : { mimeType }),
    content: Readable.from([bytes]),
  });
const open = (attachmentId: string) => openAttachment(stage.ctx, { attachmentId, variant: 'file' });

async function rows(): Promise<number> {
  const found = await forBusiness(stage.businessId, (tx) => tx.select().from(attachments));
  return found.length;
}

describe('a file that a member adds', () => {
  test('is there with its small picture before it is sent', async () => {
    const shown = await add(picture);
    expect(shown).toMatchObject({
      kind: 'image',
      state: 'stored',
      fileName: 'menu.jpg',
      width: 300,
    });
    expect(shown.thumbnailUrl).toContain('variant=thumbnail');
    expect((await open(shown.id))?.content.sizeBytes).toBe(picture.length);
  });

  test.each([
    ['a text', 'Just words.', 'text/plain', 'document'],
    ['a table', 'cut,40\ncolour,95\n', 'text/csv', 'document'],
  ])('that is %s goes as what it is', async (_, text, told, kind) => {
    expect(await add(Buffer.from(text), 'x', told)).toMatchObject({ kind });
  });

  const webp = (width: number, noise?: { type: 'gaussian'; mean: number; sigma: number }) => {
    const create = { width, height: 512, channels: 3, background: '#123456', noise } as const;
    return sharp({ create }).webp({ lossless: true }).toBuffer();
  };

  test('that is a WebP of the size of a sticker goes as one', async () => {
    expect(await add(await webp(512), 'well-done.webp')).toMatchObject({ kind: 'sticker' });
  });

  test('that is another WebP, or a sticker of too many bytes, is refused', async () => {
    const heavy = await webp(512, { type: 'gaussian', mean: 128, sigma: 60 });
    expect(heavy.length).toBeGreaterThan(100 * 1024);
    for (const bytes of [heavy, await webp(640)]) {
      await expect(add(bytes, 'x.webp')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  test('that is a recording in Ogg is one only where it is in Opus', async () => {
    const page = Buffer.alloc(64);
    page.write('OggS');
    page.write('OpusHead', 28);
    const shown = await add(page, 'voice.ogg', 'audio/ogg');
    expect(shown).toMatchObject({ kind: 'audio', mimeType: 'audio/ogg' });
    page.write('\u0001vorbis', 28, 'latin1');
    await expect(add(page, 'song.ogg', 'audio/ogg')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test.each([
    [
      'a picture that moves',
      'wave.gif',
      'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
    ],
    ['a page', 'wave.png', Buffer.from('<!doctype html><script>1</script>').toString('base64')],
  ])(
    'that is %s is refused by its name: the provider would not take it',
    async (_, name, content) => {
      await expect(add(Buffer.from(content, 'base64'), name, 'image/png')).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: `${name} is of a kind that this channel does not take.`,
      });
      expect(await rows()).toBe(0);
    },
  );

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\Bill.pdf', 'Bill.pdf'],
    ['a\u202Egpj.exe', 'agpj.exe'],
    ['line\r\nbreak.txt', 'linebreak.txt'],
    ['..', null],
    ['', null],
    ['\u0938\u0942\u091a\u0940.pdf', '\u0938\u0942\u091a\u0940.pdf'],
  ])('called %j is called %j', async (given, kept) => {
    expect((await add(Buffer.from('words'), given)).fileName).toBe(kept);
  });

  test.each([
    ['of a type', Buffer.from('Just words.'), 'x is of a kind that this channel does not take.'],
    ['of a size', wav(1_100), 'x is too large: this channel takes at most 8 MB of this kind.'],
  ])('%s that the channel does not take is refused with the reason', async (_, bytes, sentence) => {
    const port = stage.asMember.channels;
    const adapterFor: typeof port.adapterFor = (kind) => {
      const adapter = port.adapterFor(kind);
      const { files } = adapter.capabilities;
      const only = {
        ...files,
        audio: { maxBytes: 8 * 1024 * 1024, mimeTypes: ['audio/wav'] },
        document: { maxBytes: 25 * 1024 * 1024, mimeTypes: ['application/pdf'] },
      };
      return { ...adapter, capabilities: { ...adapter.capabilities, files: only } };
    };
    const ctx = { ...stage.asMember, channels: { ...port, adapterFor } };
    const input = { conversationId: stage.conversation.id, fileName: 'x', mimeType: 'audio/wav' };
    await expect(addAttachment(ctx, { ...input, content: Readable.from([bytes]) })).rejects.toThrow(
      sentence,
    );
    expect(await rows()).toBe(0);
  });

  test('and leaves before it is whole leaves nothing', async () => {
    const content = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('The browser went away.');
      })(),
    );
    const input = { conversationId: stage.conversation.id, fileName: 'x', content };
    await expect(addAttachment(stage.asMember, input)).rejects.toThrow('went away');
    expect(await rows()).toBe(0);
  });

  test('can be taken out again by them alone', async () => {
    const { id: attachmentId } = await add(picture);
    const other = testContext({
      businessId: stage.businessId,
      actor: actorOf(await createMember(stage.businessId)),
    });
    await expect(discardAttachment(other, { attachmentId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await discardAttachment(stage.asMember, { attachmentId });
    expect(await rows()).toBe(0);
    expect(await stage.ctx.files.open(`${stage.businessId}/${attachmentId}/file`)).toBeNull();
  });

  test('belongs to a conversation of the business', async () => {
    const other = await setStage('http://127.0.0.1:1');
    const input = {
      conversationId: other.conversation.id,
      fileName: '',
      content: Readable.from([picture]),
    };
    await expect(addAttachment(stage.asMember, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('files that nobody sent', () => {
  const hours = (count: number) => new Date(stage.ctx.now().getTime() + count * 3_600_000);

  test('are forgotten a day later, and sent ones never', async () => {
    const sent = await add(picture);
    const unsent = await add(picture);
    const message = await createMessage(stage.conversation, { direction: 'outbound' });
    await stage.ctx.db((tx) =>
      tx.update(attachments).set({ messageId: message.id }).where(eq(attachments.id, sent.id)),
    );
    expect(await pruneAttachments(stage.ctx, { before: hours(-1) })).toBe(0);
    expect(await findUnsentAttachments(hours(1))).toContain(stage.businessId);
    expect(await pruneAttachments(stage.ctx, { before: hours(1) })).toBe(1);
    expect(await open(unsent.id)).toBeNull();
    expect(await open(sent.id)).not.toBeNull();
    expect(await findUnsentAttachments(hours(1))).not.toContain(stage.businessId);
  });

  test('of which one cannot be taken away keep none of the others', async () => {
    const [stuck, other] = [await add(picture), await add(picture)];
    const files = { ...stage.ctx.files };
    files.remove = (key) =>
      key.includes(stuck.id)
        ? Promise.reject(new Error('The storage is away.'))
        : stage.ctx.files.remove(key);
    expect(await pruneAttachments({ ...stage.ctx, files }, { before: hours(1) })).toBe(1);
    expect(await stage.ctx.files.open(`${stage.businessId}/${other.id}/file`)).toBeNull();
    expect(await pruneAttachments(stage.ctx, { before: hours(1) })).toBe(1);
    expect(await rows()).toBe(0);
  });

  test('are found again when their removal was cut off', async () => {
    const { id: attachmentId } = await add(picture);
    const dies = {
      ...stage.asMember,
      files: { ...stage.asMember.files, remove: () => Promise.reject(new Error('killed')) },
    };
    await expect(discardAttachment(dies, { attachmentId })).rejects.toThrow('killed');
    expect(await open(attachmentId)).toBeNull();
    expect(await findUnsentAttachments(hours(-24))).toContain(stage.businessId);
    expect(await pruneAttachments(stage.ctx, { before: hours(-24) })).toBe(1);
    expect(await rows()).toBe(0);
  });
});
