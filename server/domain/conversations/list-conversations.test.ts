import { beforeAll, describe, expect, test } from 'vitest';
import {
  createBusiness,
  createChannel,
  createContact,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { countConversations } from '#server/domain/conversations/count-conversations.ts';
import { getConversation } from '#server/domain/conversations/get-conversation.ts';
import { listConversations } from '#server/domain/conversations/list-conversations.ts';
import { readConversation } from '#server/domain/conversations/read-conversation.ts';
import { reopenConversation } from '#server/domain/conversations/reopen-conversation.ts';
import { listConversationsInput } from '#server/domain/conversations/schema.ts';
import type { ListConversationsInput } from '#server/domain/conversations/schema.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
const ids: string[] = [];

beforeAll(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member) });
  const channel = await createChannel(business.id);
  for (let index = 0; index < 7; index += 1) {
    const contact = await createContact(business.id, {
      name: index === 6 ? null : `Person ${String(index)}`,
      ...(index === 6 && { address: '5511987654321' }),
    });
    const conversation = await createConversation(business.id, {
      contactId: contact.id,
      channelId: channel.id,
      address: contact.address,
      // Two and two share a second: the id must break the tie.
      lastMessageAt: new Date(Date.UTC(2026, 2, 1, 10, 0, Math.floor(index / 2))),
      unreadCount: index === 0 ? 2 : 0,
      ...(index < 3 && { assigneeId: member.id, handledBy: 'member' as const }),
    });
    ids.push(conversation.id);
  }
});

const list = (input: Partial<ListConversationsInput> = {}) =>
  listConversations(ctx, listConversationsInput.parse(input));

describe('the list', () => {
  test('page after page gives each conversation once, newest first', async () => {
    const seen: string[] = [];
    let cursor: Awaited<ReturnType<typeof listConversations>>['nextCursor'] | undefined;
    do {
      const page = await list({ limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.conversations.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await list()).conversations.map(({ id }) => id));
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(7);
  });

  test('shows the formatted number of a person without a name', async () => {
    const found = await list({ search: '98765' });
    expect(found.conversations.map(({ displayName }) => displayName)).toEqual([
      '+55 11 98765 4321',
    ]);
  });

  test('finds by part of a name, and takes wildcards for letters', async () => {
    expect((await list({ search: 'person 3' })).conversations).toHaveLength(1);
    expect((await list({ search: '%_' })).conversations).toHaveLength(0);
  });

  test('mine and unassigned are counted as they are listed', async () => {
    const counts = await countConversations(ctx);
    expect(counts).toMatchObject({ all: 7, mine: 3, unassigned: 4, unread: 1, closing: 0 });
    expect((await list({ view: 'mine' })).conversations).toHaveLength(3);
    expect((await list({ view: 'unassigned' })).conversations).toHaveLength(4);
  });
});

test('closing takes it out of the open list, reopening puts it back, twice is once', async () => {
  const conversationId = ids[3] ?? '';
  await closeConversation(ctx, { conversationId });
  await closeConversation(ctx, { conversationId });
  expect((await list()).conversations.some(({ id }) => id === conversationId)).toBe(false);
  const closed = await list({ status: 'closed' });
  expect(closed.conversations.map(({ id }) => id)).toEqual([conversationId]);
  await reopenConversation(ctx, { conversationId });
  expect((await getConversation(ctx, { conversationId })).status).toBe('open');
});

test('reading clears what is unread', async () => {
  const conversationId = ids[0] ?? '';
  await readConversation(ctx, { conversationId });
  expect((await getConversation(ctx, { conversationId })).unreadCount).toBe(0);
  expect((await countConversations(ctx)).unread).toBe(0);
});

test('a conversation of another business does not exist', async () => {
  const other = await createBusiness();
  const stranger = testContext({ businessId: other.id });
  const conversationId = ids[0] ?? '';
  const attempts = [getConversation, readConversation, closeConversation, reopenConversation];
  for (const attempt of attempts) {
    await expect(attempt(stranger, { conversationId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  }
});
