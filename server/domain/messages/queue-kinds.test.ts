import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { attachments } from '#db/schema/attachments.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createConversation, createMember } from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { scheduleMessage } from '#server/domain/messages/schedule-message.ts';
import { sendMessageInput } from '#server/domain/messages/schema.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { sentJobs } from '#tests/setup/sent-jobs.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const days = 24 * 60 * 60 * 1000;
let ctx: TestContext;
let member: Awaited<ReturnType<typeof createMember>>;
let conversation: Awaited<ReturnType<typeof createConversation>>;

beforeEach(async () => {
  const business = await createBusiness();
  member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now: noon });
  conversation = await createConversation(business.id, { lastInboundAt: noon });
});

type Said = Record<string, unknown>;

async function queue(said: Said) {
  const input = { conversationId: conversation.id, clientId: randomUUID(), text: '', ...said };
  return (await queueMessage(ctx, sendMessageInput.parse(input))).messageId;
}

function readAll() {
  const ofThread = eq(messages.conversationId, conversation.id);
  return ctx.db((tx) => tx.select().from(messages).where(ofThread).orderBy(asc(messages.id)));
}

async function stateOf(messageId: string) {
  return (await readAll()).find(({ id }) => id === messageId)?.state;
}

/** Sends whatever is asked for, in the order in which it is asked for. */
async function sendAll() {
  const done = new Set<string>();
  for (;;) {
    const asked = await sentJobs(ctx, 'message.queued');
    const next = asked.find(({ eventId }) => !done.has(eventId));
    if (next === undefined) return;
    done.add(next.eventId);
    await sendMessage(ctx, { messageId: next.messageId });
  }
}

async function addFile(overrides: Partial<typeof attachments.$inferInsert> = {}, bytes = 'bytes') {
  const storageKey = `files/${randomUUID()}`;
  await ctx.files.write(storageKey, Buffer.from(bytes));
  const [row] = await ctx.db((tx) =>
    tx
      .insert(attachments)
      .values({
        businessId: ctx.businessId,
        uploadedByMemberId: member.id,
        kind: 'image',
        mimeType: 'image/jpeg',
        fileName: 'colour.jpg',
        sizeBytes: bytes.length,
        storageKey,
        state: 'stored',
        ...overrides,
      })
      .returning(),
  );
  if (row === undefined) throw new Error('gone');
  return row;
}

async function readFile(id: string) {
  const [row] = await ctx.db((tx) => tx.select().from(attachments).where(eq(attachments.id, id)));
  if (row === undefined) throw new Error('gone');
  return row;
}

const filesOf = (...ids: string[]) => ({ content: { kind: 'files', attachmentIds: ids } });
const busy: SendFailure = { code: 'provider_unavailable', message: 'Busy.', retryable: true };

describe('every kind', () => {
  const place = { latitude: 1.5, longitude: -2.5, name: 'Luxe Salon', address: 'Main Street 1' };
  const contacts = [{ name: 'Áine O’Brien', phones: [{ number: '+353 1 234' }], emails: [] }];
  const sections = [{ rows: [{ id: 'cut', title: 'Haircut', description: '40 minutes' }] }];

  test.each([
    ['', { kind: 'location', place }],
    ['', { kind: 'contacts', contacts }],
    ['When?', { kind: 'buttons', footer: 'Luxe', buttons: [{ id: 'am', title: 'Morning' }] }],
    ['What?', { kind: 'list', label: 'Choose', sections }],
    ['Book', { kind: 'link', label: 'Book now', url: 'https://luxe.example/book' }],
  ])('with the text %j is kept and sent as it was written: %j', async (text, content) => {
    const { kind, ...rest } = content;
    const messageId = await queue({ text, content });
    expect((await readAll())[0]).toMatchObject({ id: messageId, kind, text, content: rest });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(ctx.sent[0]?.content).toEqual(text === '' ? content : { ...content, text });
  });

  test('in answer to a message that has not gone out is refused, not sent without the quote', async () => {
    const earlier = await queue({ text: 'At four?' });
    const answer = { text: 'Or at five.', quotedMessageId: earlier };
    await expect(queue(answer)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await sendMessage(ctx, { messageId: earlier });
    const messageId = await queue(answer);
    await sendMessage(ctx, { messageId });
    const [sent] = (await readAll()).filter(({ id }) => id === earlier);
    expect(ctx.sent[1]?.quotedProviderMessageId).toBe(sent?.providerMessageId);
  });

  test('a place that carries no words is followed by them', async () => {
    await queue({ text: 'We are here', content: { kind: 'location', place } });
    await sendAll();
    expect(ctx.sent.map(({ content }) => content)).toEqual([
      { kind: 'location', place },
      { kind: 'text', text: 'We are here' },
    ]);
  });

  test('what the channel does not take is refused with its sentence, and nothing is written', async () => {
    const buttons = ['a', 'b', 'c', 'd'].map((title) => ({ id: title, title }));
    const input = { text: 'Which?', content: { kind: 'buttons', buttons } };
    await expect(queue(input)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'A message can have at most 3 buttons.',
    });
    expect(await readAll()).toEqual([]);
  });

  test('a text is needed wherever nothing else speaks', () => {
    const base = { conversationId: randomUUID(), clientId: randomUUID(), text: ' ' };
    const buttons = { kind: 'buttons', buttons: [{ id: 'a', title: 'a' }] };
    expect(sendMessageInput.safeParse(base).success).toBe(false);
    expect(sendMessageInput.safeParse({ ...base, content: buttons }).success).toBe(false);
    const location = { kind: 'location', place };
    expect(sendMessageInput.safeParse({ ...base, content: location }).success).toBe(true);
  });

  test('a template with a header, named values and buttons goes out with all of them', async () => {
    const file = await addFile({
      kind: 'document',
      mimeType: 'application/pdf',
      fileName: 'a.pdf',
    });
    const template = {
      name: 'spring_offer',
      language: 'en',
      header: [{ type: 'document', attachmentId: file.id }],
      parameters: [{ type: 'text', text: "O'Brien 💇🏽‍♀️", name: 'last_name' }],
      buttons: [{ index: 1, type: 'copy_code', value: 'SPRING26' }],
    };
    const messageId = await queue({ text: 'Spring, O’Brien', template });
    await sendMessage(ctx, { messageId });
    const { providerMediaId } = await readFile(file.id);
    expect(ctx.sent[0]?.content).toEqual({
      kind: 'template',
      name: 'spring_offer',
      language: 'en',
      header: [{ type: 'document', file: { providerMediaId, fileName: 'a.pdf' } }],
      parameters: [{ type: 'text', text: "O'Brien 💇🏽‍♀️", name: 'last_name' }],
      buttons: [{ index: 1, type: 'copy_code', value: 'SPRING26' }],
    });
  });
});

describe('a file in the header of a template', () => {
  test('of another kind than it shows is refused with its name, and nothing is written', async () => {
    const file = await addFile({
      kind: 'document',
      mimeType: 'application/pdf',
      fileName: 'a.pdf',
    });
    const header = [{ type: 'image', attachmentId: file.id }];
    const template = { name: 'spring_offer', language: 'en', header };
    await expect(queue({ text: 'Spring', template })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'a.pdf is not an image, as the template shows.',
    });
    expect(await readAll()).toEqual([]);
  });
});

describe('a file', () => {
  test('becomes the message’s own, goes to the provider first, and then goes out by its id', async () => {
    const file = await addFile({}, 'a picture');
    const messageId = await queue({ text: 'Your colour', ...filesOf(file.id) });
    expect(await readFile(file.id)).toMatchObject({ messageId, position: 0 });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    const upload = { fileName: 'colour.jpg', mimeType: 'image/jpeg', sizeBytes: 9 };
    expect(ctx.uploads).toEqual([{ ...upload, bytes: Buffer.from('a picture') }]);
    const { providerMediaId, providerMediaAt } = await readFile(file.id);
    expect(providerMediaAt).toEqual(noon);
    expect(ctx.sent[0]?.content).toEqual({
      kind: 'image',
      text: 'Your colour',
      file: { providerMediaId, fileName: 'colour.jpg' },
      isVoice: false,
    });
  });

  test('is not uploaded again for a second try within 25 days, and is after them', async () => {
    const file = await addFile();
    const messageId = await queue(filesOf(file.id));
    const loseAnswer = () => {
      throw new UnknownOutcomeError('the connection was reset');
    };
    ctx.answerNextSend(loseAnswer);
    await sendMessage(ctx, { messageId });
    await retryMessage(ctx, { messageId });
    ctx.answerNextSend(loseAnswer);
    await sendMessage(ctx, { messageId });
    expect(ctx.uploads).toHaveLength(1);
    ctx.setNow(new Date(noon.getTime() + 25 * days));
    await ctx.db((tx) =>
      tx
        .update(conversations)
        .set({ lastInboundAt: ctx.now() })
        .where(eq(conversations.id, conversation.id)),
    );
    await retryMessage(ctx, { messageId });
    await sendMessage(ctx, { messageId });
    expect(ctx.uploads).toHaveLength(2);
    expect(ctx.sent).toHaveLength(3);
  });

  test('whose upload was refused for a while is tried again, and nothing is sent meanwhile', async () => {
    const file = await addFile();
    const messageId = await queue(filesOf(file.id));
    ctx.answerNextUpload({ ok: false, failure: busy });
    await expect(sendMessage(ctx, { messageId })).rejects.toBeInstanceOf(RetryLaterError);
    expect(await stateOf(messageId)).toBe('queued');
    expect(ctx.sent).toEqual([]);
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(ctx.uploads).toHaveLength(2);
  });

  test('whose upload is refused time after time fails in the end, with the reason', async () => {
    const file = await addFile();
    const messageId = await queue(filesOf(file.id));
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      ctx.answerNextUpload({ ok: false, failure: busy });
      await expect(sendMessage(ctx, { messageId })).rejects.toBeInstanceOf(RetryLaterError);
    }
    ctx.answerNextUpload({ ok: false, failure: busy });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    const [row] = await readAll();
    expect(row).toMatchObject({ failureText: 'Busy.', canRetry: true, attempts: 4 });
  });

  test('that the provider could not take is handed over anew when a person tries again', async () => {
    const file = await addFile();
    const messageId = await queue(filesOf(file.id));
    const failure = { code: 'media_upload_failed', message: 'No.', retryable: false } as const;
    ctx.answerNextSend(() => ({ ok: false, failure }));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    await retryMessage(ctx, { messageId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(ctx.uploads).toHaveLength(2);
  });

  test('that is not there any more says so', async () => {
    const file = await addFile();
    const messageId = await queue(filesOf(file.id));
    await ctx.files.remove(file.storageKey ?? '');
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    expect((await readAll())[0]).toMatchObject({ failureCode: 'media_upload_failed' });
  });

  test('of several each is a message, and the words stand below the first that can carry them', async () => {
    const voice = await addFile({ kind: 'audio', mimeType: 'audio/ogg', isVoice: true });
    const picture = await addFile();
    await queue({ text: 'Listen and look', ...filesOf(voice.id, picture.id) });
    await sendAll();
    expect(ctx.sent.map(({ content }) => content)).toMatchObject([
      { kind: 'audio', text: '', isVoice: true },
      { kind: 'image', text: 'Listen and look' },
    ]);
  });

  test('that carries no words is followed by them', async () => {
    const sticker = await addFile({ kind: 'sticker', mimeType: 'image/webp' });
    await queue({ text: 'Thank you!', ...filesOf(sticker.id) });
    await sendAll();
    expect(ctx.sent.map(({ content }) => content.kind)).toEqual(['sticker', 'text']);
  });

  test('that the channel takes only as a document goes as one', async () => {
    const file = await addFile({ kind: 'video', mimeType: 'application/pdf', fileName: '1.pdf' });
    const messageId = await queue(filesOf(file.id));
    expect((await readAll())[0]?.kind).toBe('document');
    expect((await readFile(file.id)).kind).toBe('document');
    await sendMessage(ctx, { messageId });
    expect(ctx.sent[0]?.content.kind).toBe('document');
  });

  test('that the channel takes in no way is refused with its name', async () => {
    const file = await addFile({ mimeType: 'image/heic', fileName: 'IMG_1.HEIC' });
    await expect(queue(filesOf(file.id))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'IMG_1.HEIC is of a kind that this channel does not take.',
    });
  });

  test('that is too large is refused with its name and the limit', async () => {
    const film = { kind: 'video', mimeType: 'video/mp4', fileName: 'film.mp4' } as const;
    const file = await addFile({ ...film, sizeBytes: 17 * 1024 * 1024 });
    await expect(queue(filesOf(file.id))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'film.mp4 is too large: this channel takes at most 16 MB of this kind.',
    });
  });

  test('is sent once, by who added it, when it is whole', async () => {
    const sent = await addFile();
    await queue(filesOf(sent.id));
    await expect(queue(filesOf(sent.id))).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = await createMember(ctx.businessId);
    const foreign = await addFile({ uploadedByMemberId: other.id });
    await expect(queue(filesOf(foreign.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(queue(filesOf(randomUUID()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const pending = await addFile({ state: 'pending', storageKey: null });
    await expect(queue(filesOf(pending.id))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a long text', () => {
  const paragraph = `${'word '.repeat(600).trim()}.`;
  const text = [1, 2, 3].map((part) => `${part} ${paragraph}`).join('\n\n');

  test('is as many messages as it needs, sent one after the other', async () => {
    const clientId = randomUUID();
    const first = await queue({ text, clientId });
    expect(await queue({ text, clientId })).toBe(first);
    const rows = await readAll();
    expect(rows.map(({ text: part }) => part[0])).toEqual(['1', '2', '3']);
    expect(rows.map(({ followsId }) => followsId)).toEqual([null, rows[0]?.id, rows[1]?.id]);
    await sendAll();
    expect(ctx.sent.map(({ clientReference }) => clientReference)).toEqual(
      rows.map(({ id }) => id),
    );
  });

  test('does not go on while a part of it may still go out, whoever asks', async () => {
    await queue({ text });
    const [first, second] = (await readAll()).map(({ id }) => id);
    ctx.answerNextSend(() => ({ ok: false, failure: busy }));
    await expect(sendMessage(ctx, { messageId: first ?? '' })).rejects.toThrow(RetryLaterError);
    expect(await sendMessage(ctx, { messageId: second ?? '' })).toEqual({ state: 'queued' });
    expect(ctx.sent).toHaveLength(1);
  });

  test('goes on when a part of it has failed', async () => {
    await queue({ text });
    ctx.answerNextSend(() => ({
      ok: false,
      failure: { code: 'request_invalid', message: 'No.', retryable: false },
    }));
    await sendAll();
    expect((await readAll()).map(({ state }) => state)).toEqual(['failed', 'accepted', 'accepted']);
  });

  test('is shown in the list by its last part', async () => {
    await queue({ text });
    const [row] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, conversation.id)),
    );
    expect(row?.lastMessageText[0]).toBe('3');
  });

  test('waits for its time as one message, with a file as well', async () => {
    const scheduledFor = new Date(noon.getTime() + days);
    const input = { conversationId: conversation.id, clientId: randomUUID(), scheduledFor };
    const whole = await scheduleMessage(ctx, { ...input, text, clientId: randomUUID() });
    expect(await readAll()).toMatchObject([{ id: whole.messageId, text }]);
    const file = await addFile();
    const content = { kind: 'files' as const, attachmentIds: [file.id] };
    const { messageId } = await scheduleMessage(ctx, { ...input, text: 'Tomorrow', content });
    expect(await readAll()).toContainEqual(
      expect.objectContaining({ id: messageId, kind: 'image', state: 'scheduled' }),
    );
    expect(await readFile(file.id)).toMatchObject({ messageId });
  });
});
