import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { attachments } from '#db/schema/attachments.ts';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { messageRevisions, reactions } from '#db/schema/reactions.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import type { InboundContent } from '#server/channels/content.ts';
import type { InboundMessageEvent } from '#server/channels/events.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { recordReaction } from '#server/domain/messages/record-reaction.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import { recordRevision } from '#server/domain/messages/record-revision.ts';
import { recordWatermark } from '#server/domain/messages/record-watermark.ts';
import { testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
let ctx: TestContext;
let thread: Awaited<ReturnType<typeof createConversation>>;
let channel: { id: string; kind: 'whatsapp' };

beforeAll(async () => {
  const { id } = await createBusiness();
  ctx = testContext({ businessId: id, now: noon });
  thread = await createConversation(id, { lastMessageAt: new Date(0) });
  channel = { id: thread.channelId, kind: 'whatsapp' };
});

const newId = () => `wamid.${randomUUID()}`;
const text = (words: string): InboundContent => ({ kind: 'text', text: words });
const photos: InboundContent = {
  kind: 'image',
  text: '',
  files: [
    { kind: 'image', providerMediaId: '1', mimeType: 'image/jpeg', sha256: 'ab' },
    { kind: 'video', url: 'https://cdn.example/2' },
  ],
};

let seconds = 0;
function inbound(overrides: Partial<InboundMessageEvent> = {}): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId: 'x',
    providerMessageId: newId(),
    from: { address: thread.address },
    occurredAt: after((seconds += 60)),
    content: text('At five?'),
    opensReplyWindow: true,
    raw: { said: 'At five?' },
    ...overrides,
  };
}

async function read(providerMessageId: string) {
  return ctx.db(async (tx) => {
    const [message] = await tx
      .select()
      .from(messages)
      .where(eq(messages.providerMessageId, providerMessageId));
    const files = await tx
      .select()
      .from(attachments)
      .where(eq(attachments.messageId, message?.id ?? thread.id))
      .orderBy(attachments.position);
    const [row] = await tx.select().from(conversations).where(eq(conversations.id, thread.id));
    return { message, files, row };
  });
}

describe('a message with files', () => {
  test('is there at once, and each file waits to be fetched', async () => {
    const event = inbound({ content: photos });
    await receiveMessage(ctx, channel, event);
    const { files, message } = await read(event.providerMessageId);
    expect(message).toMatchObject({ kind: 'image', text: '', content: null });
    expect(files).toMatchObject([
      { position: 0, kind: 'image', state: 'pending', providerMediaId: '1', sha256: 'ab' },
      { position: 1, kind: 'video', state: 'pending', sourceUrl: 'https://cdn.example/2' },
    ]);
    const asked = await forSystem((tx) =>
      tx.select().from(jobEvents).where(eq(jobEvents.name, 'attachment.added')),
    );
    const wanted = asked.map(({ data }) => (data as { attachmentId: string }).attachmentId);
    expect(wanted).toEqual(expect.arrayContaining(files.map(({ id }) => id)));
  });
});

describe('what comes beside the words', () => {
  test('is kept in the form of its kind, and how the message came to be', async () => {
    const content: InboundContent = {
      kind: 'choice',
      text: '5 pm',
      choice: { from: 'button', id: 'slot-1700' },
    };
    const event = inbound({ content, context: { forwarded: 'often' } });
    await receiveMessage(ctx, channel, event);
    expect((await read(event.providerMessageId)).message).toMatchObject({
      kind: 'choice',
      text: '5 pm',
      content: { choice: { from: 'button', id: 'slot-1700' } },
      context: { forwarded: 'often' },
    });
  });

  test('the earliest ad by the provider’s clock is where a contact came from', async () => {
    const ads = [30, 10, 20].map((at) =>
      inbound({
        occurredAt: after(-at * 60),
        context: { referral: { from: 'ad', adId: `ad ${String(at)}` } },
      }),
    );
    for (const event of ads) await receiveMessage(ctx, channel, event);
    const [contact] = await ctx.db((tx) =>
      tx.select().from(contacts).where(eq(contacts.id, thread.contactId)),
    );
    expect(contact).toMatchObject({ firstTouch: { adId: 'ad 30' }, firstTouchAt: after(-1_800) });
  });

  test('what the provider says about a person neither counts as unread nor opens the window', async () => {
    const before = (await read('none')).row;
    const content: InboundContent = {
      kind: 'notice',
      notice: 'identity_changed',
      text: 'Their security code changed.',
    };
    const event = inbound({ content, opensReplyWindow: false });
    await receiveMessage(ctx, channel, event);
    const { message, row } = await read(event.providerMessageId);
    expect(message).toMatchObject({ author: 'system', kind: 'notice' });
    expect(row).toMatchObject({
      unreadCount: before?.unreadCount,
      lastInboundAt: before?.lastInboundAt,
      lastMessageText: 'Their security code changed.',
    });
  });
});

describe('a message that its writer changes', () => {
  const revise = (providerMessageId: string, content: InboundContent | null, at: number) =>
    recordRevision(ctx, channel, {
      type: 'revision',
      externalChannelId: 'x',
      providerMessageId,
      content,
      occurredAt: after(at),
      raw: {},
    });

  test.each(['before', 'after'])('has its latest words when the edits come %s it', async (when) => {
    const event = inbound();
    const { providerMessageId } = event;
    const receive = () => receiveMessage(ctx, channel, event);
    if (when === 'after') await receive();
    await revise(providerMessageId, text('At seven?'), 9_002);
    await revise(providerMessageId, text('At six?'), 9_001);
    await revise(providerMessageId, text('At six?'), 9_001);
    if (when === 'before') await receive();
    const { message, row } = await read(providerMessageId);
    expect(message).toMatchObject({
      text: 'At seven?',
      firstText: 'At five?',
      editedAt: after(9_002),
      deletedAt: null,
    });
    expect(row?.lastMessageText).toBe('At seven?');
  });

  test.each(['before', 'after'])(
    'keeps its file when only its words are told, and that comes %s it',
    async (when) => {
      const event = inbound({ content: photos });
      const { providerMessageId } = event;
      if (when === 'after') await receiveMessage(ctx, channel, event);
      await revise(providerMessageId, text('Like this'), 9_005);
      if (when === 'before') await receiveMessage(ctx, channel, event);
      const { files, message } = await read(providerMessageId);
      expect(message).toMatchObject({ kind: photos.kind, text: 'Like this' });
      expect(files).toHaveLength(2);
    },
  );

  test.each(['before', 'after'])(
    'and takes back leaves a sentence and no file when that comes %s it',
    async (when) => {
      const event = inbound({ content: photos });
      const { providerMessageId } = event;
      const receive = () => receiveMessage(ctx, channel, event);
      if (when === 'after') await receive();
      await revise(providerMessageId, null, 9_010);
      await revise(providerMessageId, { ...photos, text: 'Look' }, 9_005);
      if (when === 'before') await receive();
      const { files, message, row } = await read(providerMessageId);
      expect(files).toEqual([]);
      expect(message).toMatchObject({
        text: 'This message was deleted.',
        firstText: null,
        content: null,
        raw: null,
        deletedAt: after(9_010),
      });
      expect(row?.lastMessageText).toBe('This message was deleted.');
      const kept = await ctx.db((tx) =>
        tx
          .select()
          .from(messageRevisions)
          .where(eq(messageRevisions.providerMessageId, providerMessageId)),
      );
      expect(kept).toMatchObject([{ kind: 'deleted', content: null }]);
    },
  );
});

describe('a reaction', () => {
  const react = (providerMessageId: string, emoji: string | null, at: number) =>
    recordReaction(ctx, channel, {
      type: 'reaction',
      externalChannelId: 'x',
      providerMessageId,
      side: 'contact',
      person: { address: thread.address },
      emoji,
      occurredAt: after(at),
      raw: {},
    });

  test('is the latest by the provider’s clock, also on a message that nobody knows yet', async () => {
    const id = newId();
    await react(id, null, 30);
    await react(id, '❤', 20);
    await react(id, '👍', 30);
    await react(id, '👍', 30);
    const rows = await ctx.db((tx) =>
      tx.select().from(reactions).where(eq(reactions.providerMessageId, id)),
    );
    expect(rows).toMatchObject([{ side: 'contact', emoji: '👍', occurredAt: after(30) }]);
  });

  test('asks for no answer: the list and the reply window stay as they are', async () => {
    const event = inbound();
    await receiveMessage(ctx, channel, event);
    const before = (await read(event.providerMessageId)).row;
    await react(event.providerMessageId, '❤', 99_999);
    expect((await read(event.providerMessageId)).row).toEqual(before);
  });
});

describe('a person who has read up to a moment', () => {
  const ours = (at: number, more: Partial<typeof messages.$inferInsert> = {}) =>
    createMessage(thread, {
      direction: 'outbound',
      state: 'sent',
      occurredAt: after(at),
      stateAt: after(at),
      providerMessageId: newId(),
      ...more,
    });
  const readUntil = (at: number, providerMessageId?: string) =>
    recordWatermark(ctx, channel, {
      type: 'watermark',
      externalChannelId: 'x',
      from: { address: thread.address },
      ...(providerMessageId !== undefined && { providerMessageId }),
      occurredAt: after(at),
      raw: {},
    });
  const stateOf = async (id: string) =>
    ctx.db(async (tx) => {
      const [row] = await tx.select().from(messages).where(eq(messages.id, id));
      return row;
    });

  test('has read all of ours until then, each since the earliest that was told', async () => {
    const [first, second, failed] = [
      await ours(-100),
      await ours(-50),
      await ours(-80, { state: 'failed' }),
    ];
    await readUntil(-10);
    await readUntil(-60);
    expect(await stateOf(first.id)).toMatchObject({ state: 'read', stateAt: after(-60) });
    expect(await stateOf(second.id)).toMatchObject({ state: 'read', stateAt: after(-10) });
    expect(await stateOf(failed.id)).toMatchObject({ state: 'failed' });
  });

  test('has read the named message also when we learn only later which it is', async () => {
    const message = await ours(200_000, { state: 'sending', providerMessageId: null });
    const id = newId();
    await readUntil(-5, id);
    await recordReceipts(ctx, channel, [
      {
        type: 'status',
        externalChannelId: 'x',
        providerMessageId: id,
        clientReference: message.id,
        status: 'sent',
        occurredAt: after(-6),
        raw: {},
      },
    ]);
    expect(await stateOf(message.id)).toMatchObject({ state: 'read', stateAt: after(-5) });
  });

  test('has read up to the message that is named, and nothing that we sent after it', async () => {
    const at = 300_000;
    const [before, named, sameSecond, later] = [
      await ours(at - 50),
      await ours(at),
      await ours(at),
      await ours(at + 20),
    ];
    await readUntil(at + 60, named.providerMessageId ?? '');
    const states = [before, named, sameSecond, later].map(
      async ({ id }) => (await stateOf(id))?.state,
    );
    expect(await Promise.all(states)).toEqual(['read', 'read', 'sent', 'sent']);
    expect(await stateOf(before.id)).toMatchObject({ stateAt: after(at + 60) });
  });

  test('has read the part that is named and not the next one, whose answer is still out', async () => {
    const at = 310_000;
    const named = await ours(at);
    const next = await ours(at, { state: 'sending', providerMessageId: null, attempts: 1 });
    await readUntil(at + 1, named.providerMessageId ?? '');
    const result = { ok: true, providerMessageId: newId() } as const;
    await recordResults(ctx, channel.id, [{ messageId: next.id, result, attempt: 1 }]);
    expect(await stateOf(next.id)).toMatchObject({ state: 'accepted' });
  });

  test('has read what went before the named message also when that is known only later', async () => {
    const at = 320_000;
    const before = await ours(at - 50);
    const named = await ours(at, { state: 'sending', providerMessageId: null, attempts: 1 });
    const behind = await ours(at + 20);
    const id = newId();
    await readUntil(at + 60, id);
    expect(await stateOf(before.id)).toMatchObject({ state: 'sent' });
    const result = { ok: true, providerMessageId: id } as const;
    await recordResults(ctx, channel.id, [{ messageId: named.id, result, attempt: 1 }]);
    const states = [before, named, behind].map(async (row) => (await stateOf(row.id))?.state);
    expect(await Promise.all(states)).toEqual(['read', 'read', 'sent']);
    expect(await stateOf(before.id)).toMatchObject({ stateAt: after(at + 60) });
  });
});
