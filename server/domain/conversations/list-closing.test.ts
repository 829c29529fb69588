import { beforeAll, describe, expect, test } from 'vitest';
import {
  createAttachment,
  createBusiness,
  createChannel,
  createContact,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { countConversations } from '#server/domain/conversations/count-conversations.ts';
import { getConversation } from '#server/domain/conversations/get-conversation.ts';
import { listConversations } from '#server/domain/conversations/list-conversations.ts';
import { listConversationsInput } from '#server/domain/conversations/schema.ts';
import type { ListConversationsInput } from '#server/domain/conversations/schema.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const now = new Date('2026-03-02T12:00:00Z');
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let ctx: TestContext;
let channelId: string;
const idOf = new Map<number, string>();

/** A conversation whose window closes so many minutes after now. */
async function closingIn(minutes: number): Promise<string> {
  const contact = await createContact(ctx.businessId, { name: `Closes in ${String(minutes)}` });
  const { id } = await createConversation(ctx.businessId, {
    contactId: contact.id,
    channelId,
    address: contact.address,
    lastInboundAt: new Date(now.getTime() - dayMs + minutes * minuteMs),
  });
  idOf.set(minutes, id);
  return id;
}

beforeAll(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now });
  channelId = (await createChannel(business.id)).id;
  // Two at the same moment: the id must break the tie.
  for (const minutes of [200, 5, 0, 240, 241, -30, 90, 5]) await closingIn(minutes);
  await createConversation(business.id, { channelId, lastInboundAt: null });
});

const list = (input: Partial<ListConversationsInput> = {}) =>
  listConversations(ctx, listConversationsInput.parse({ view: 'closing', ...input }));
const minutesLeft = ({ windowClosesAt }: { windowClosesAt: Date | null }) =>
  windowClosesAt && (windowClosesAt.getTime() - now.getTime()) / minuteMs;

describe('conversations that close soon', () => {
  test('are those with four hours left or less, the most urgent first', async () => {
    const { conversations, nextCursor } = await list();
    expect(conversations.map(minutesLeft)).toEqual([5, 5, 90, 200, 240]);
    expect(nextCursor).toBeNull();
  });

  test('come page after page, each once', async () => {
    const seen: string[] = [];
    let cursor: Awaited<ReturnType<typeof list>>['nextCursor'] | undefined;
    do {
      const page = await list({ limit: 1, ...(cursor && { cursor }) });
      seen.push(...page.conversations.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await list()).conversations.map(({ id }) => id));
    expect(new Set(seen).size).toBe(5);
  });

  test('are counted as they are listed', async () => {
    expect((await countConversations(ctx)).closing).toBe(5);
  });

  test('are said to be others from the very moment that the next one leaves or comes', async () => {
    const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * minuteMs);
    expect((await countConversations(ctx)).closingChangesAt).toEqual(inMinutes(1));
    ctx.setNow(inMinutes(1));
    const { closing, closingChangesAt } = await countConversations(ctx);
    expect({ closing, closingChangesAt }).toEqual({ closing: 6, closingChangesAt: inMinutes(5) });
    expect((await list()).conversations).toHaveLength(6);
    ctx.setNow(inMinutes(5));
    expect((await countConversations(ctx)).closing).toBe(4);
    expect((await list()).conversations).toHaveLength(4);
    ctx.setNow(inMinutes(300));
    expect(await countConversations(ctx)).toMatchObject({ closing: 0, closingChangesAt: null });
    ctx.setNow(now);
  });

  test('are not those of a channel that was let go, through which nothing can be sent', async () => {
    const channel = await createChannel(ctx.businessId, { status: 'disconnected' });
    const { id } = await createConversation(ctx.businessId, {
      channelId: channel.id,
      lastInboundAt: new Date(now.getTime() - dayMs + 3 * minuteMs),
    });
    expect((await list()).conversations.map((row) => row.id)).not.toContain(id);
    expect((await countConversations(ctx)).closing).toBe(5);
    const opened = await getConversation(ctx, { conversationId: id });
    expect(opened).toMatchObject({ channelStatus: 'disconnected', windowClosesAt: null });
  });

  test('are searched like any others', async () => {
    const found = await list({ search: 'in 90' });
    expect(found.conversations.map(({ id }) => id)).toEqual([idOf.get(90)]);
  });

  test('are as a whole those of the list: each says until when and from when on', async () => {
    const [urgent] = (await list({ search: 'in 200' })).conversations;
    const opened = await getConversation(ctx, { conversationId: idOf.get(200) ?? '' });
    const all = (await listConversations(ctx, listConversationsInput.parse({}))).conversations;
    for (const row of [urgent, opened, all.find(({ id }) => id === idOf.get(200))]) {
      expect(row).toMatchObject({
        windowClosesAt: new Date(now.getTime() + 200 * minuteMs),
        closesSoonAt: new Date(now.getTime() - 40 * minuteMs),
      });
    }
  });

  test('leave when time passes, and when somebody closes them', async () => {
    ctx.setNow(new Date(now.getTime() + 6 * minuteMs));
    // Another one comes within the last hours meanwhile.
    expect((await list()).conversations.map(minutesLeft)).toEqual([90, 200, 240, 241]);
    await closeConversation(ctx, { conversationId: idOf.get(90) ?? '' });
    expect((await list()).conversations.map(minutesLeft)).toEqual([200, 240, 241]);
    expect((await countConversations(ctx)).closing).toBe(3);
    ctx.setNow(now);
  });

  test('do not exist on channels where one may always answer', async () => {
    const always = {
      ...ctx,
      channels: {
        ...ctx.channels,
        adapterFor: (kind: Parameters<typeof ctx.channels.adapterFor>[0]) => {
          const adapter = ctx.channels.adapterFor(kind);
          const capabilities = { ...adapter.capabilities, replyWindowHours: null };
          return { ...adapter, capabilities };
        },
      },
    };
    const page = await listConversations(always, listConversationsInput.parse({ view: 'closing' }));
    expect(page).toEqual({ conversations: [], nextCursor: null });
    expect((await countConversations(always)).closing).toBe(0);
    const everything = await listConversations(always, listConversationsInput.parse({}));
    expect(everything.conversations.every((row) => row.windowClosesAt === null)).toBe(true);
  });

  test('of another business are not among ours', async () => {
    const other = await createBusiness();
    const stranger = testContext({ businessId: other.id, now });
    expect(
      await listConversations(stranger, listConversationsInput.parse({ view: 'closing' })),
    ).toEqual({ conversations: [], nextCursor: null });
  });
});

test('a row tells what file its last message is, and only of that one', async () => {
  const conversationId = await closingIn(-600);
  const conversation = { businessId: ctx.businessId, id: conversationId, channelId };
  const message = await createMessage(conversation, { kind: 'audio', text: '' });
  await createAttachment(message, { kind: 'audio', isVoice: true, durationSeconds: 14 });
  await createAttachment(message, { kind: 'audio', position: 1, fileName: 'second.ogg' });
  const other = await createConversation(ctx.businessId, {
    channelId,
    lastMessageId: message.id,
    lastMessageKind: 'audio',
  });
  const file = { lastFileIsVoice: true, lastFileSeconds: 14, lastFileName: null };
  const opened = await getConversation(ctx, { conversationId: other.id });
  expect(opened).toMatchObject({ lastMessageKind: 'audio', ...file });
  const rows = (await listConversations(ctx, listConversationsInput.parse({}))).conversations;
  expect(rows.filter(({ id }) => id === other.id)).toMatchObject([file]);
  expect(rows.find(({ id }) => id === conversationId)).toMatchObject({ lastFileIsVoice: null });
});

test('where a person may go on by themselves, a conversation closes soon twice', async () => {
  const business = await createBusiness();
  const there = testContext({ businessId: business.id, now });
  const { id: instagram } = await createChannel(business.id, { kind: 'instagram' });
  const wrote = (minutesAgo: number) =>
    createConversation(business.id, {
      channelId: instagram,
      lastInboundAt: new Date(now.getTime() - minutesAgo * minuteMs),
    });
  const day = 24 * 60;
  const first = await wrote(day - 30);
  await wrote(day + 30);
  const second = await wrote(7 * day - 20);
  await wrote(7 * day + 1);
  const closing = listConversationsInput.parse({ view: 'closing' });
  const { conversations } = await listConversations(there, closing);
  expect(conversations.map((row) => [row.id, minutesLeft(row)])).toEqual([
    [second.id, 20],
    [first.id, 30],
  ]);
  expect((await countConversations(there)).closing).toBe(2);
  const opened = await getConversation(there, { conversationId: second.id });
  expect(opened).toMatchObject({
    window: { isOpen: true, closesAt: new Date(now.getTime() + 20 * minuteMs) },
    freelyUntil: new Date(now.getTime() + 20 * minuteMs - 6 * dayMs),
    reasonOnceClosed: expect.stringContaining('7 days') as string,
  });
});
