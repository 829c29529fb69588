import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import type { InboundMessageEvent } from '#server/channels/events.ts';
import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
let channel: Awaited<ReturnType<typeof createChannel>>;

beforeAll(async () => {
  const business = await createBusiness();
  ctx = testContext({ businessId: business.id });
  channel = await createChannel(business.id);
});

let lastNumber = 919820000000;
const newAddress = () => String((lastNumber += 1));

function inbound(
  address: string,
  overrides: Partial<InboundMessageEvent> = {},
): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId: channel.externalId,
    providerMessageId: `wamid.${randomUUID()}`,
    from: { address, profileName: 'Camila Duarte' },
    occurredAt: new Date('2026-03-02T10:00:00Z'),
    content: { kind: 'text', text: 'Hi, do you have time on Saturday?' },
    opensReplyWindow: true,
    raw: {},
    ...overrides,
  };
}

const later = new Date('2026-03-02T10:05:00Z');

async function stateOf(address: string) {
  return ctx.db(async (tx) => {
    const people = await tx
      .select({ id: contacts.id, name: contacts.name, phone: contacts.phone })
      .from(contactIdentities)
      .innerJoin(contacts, eq(contacts.id, contactIdentities.contactId))
      .where(eq(contactIdentities.address, address));
    const threads = await tx.select().from(conversations).where(eq(conversations.address, address));
    const [thread] = threads;
    const texts =
      thread === undefined
        ? []
        : await tx.select().from(messages).where(eq(messages.conversationId, thread.id));
    return { people, threads, texts, thread };
  });
}

describe('a first message', () => {
  test('makes the contact with the profile name, one open conversation and the message', async () => {
    const address = newAddress();
    await receiveMessage(ctx, channel, inbound(address));
    const { people, threads, texts } = await stateOf(address);
    expect(people).toMatchObject([{ name: 'Camila Duarte', phone: `+${address}` }]);
    expect(threads).toMatchObject([
      { status: 'open', unreadCount: 1, lastMessageText: 'Hi, do you have time on Saturday?' },
    ]);
    expect(texts).toMatchObject([{ direction: 'inbound', state: 'received' }]);
  });

  test('from one new person, 64 at once, makes one contact and one conversation', async () => {
    const address = newAddress();
    const events = Array.from({ length: 64 }, () => inbound(address));
    await Promise.all(events.map((event) => receiveMessage(ctx, channel, event)));
    const { people, threads, texts } = await stateOf(address);
    expect(people).toHaveLength(1);
    expect(threads).toHaveLength(1);
    expect(texts).toHaveLength(64);
    expect(threads[0]?.unreadCount).toBe(64);
  });

  test('delivered five times at once is one message', async () => {
    const address = newAddress();
    const event = inbound(address);
    await Promise.all(Array.from({ length: 5 }, () => receiveMessage(ctx, channel, event)));
    const { texts, thread } = await stateOf(address);
    expect(texts).toHaveLength(1);
    expect(thread?.unreadCount).toBe(1);
  });
});

describe('a later message', () => {
  test('that comes late does not take the place of the newest in the list', async () => {
    const address = newAddress();
    const newest = { occurredAt: new Date('2026-03-02T11:00:00Z') };
    await receiveMessage(ctx, channel, inbound(address, newest));
    const late = { content: { kind: 'text' as const, text: 'An hour ago' } };
    await receiveMessage(ctx, channel, inbound(address, late));
    const { thread } = await stateOf(address);
    expect(thread).toMatchObject({
      lastMessageText: 'Hi, do you have time on Saturday?',
      lastInboundAt: newest.occurredAt,
      unreadCount: 2,
    });
  });

  test('of the same second stands where it arrived, in whatever order the two are applied', async () => {
    const address = newAddress();
    const say = (text: string) => inbound(address, { content: { kind: 'text', text } });
    const arrived = (milliseconds: number) =>
      new Date(Date.UTC(2026, 2, 2, 10, 0, 0, milliseconds));
    await receiveMessage(ctx, channel, say('second'), arrived(20));
    await receiveMessage(ctx, channel, say('first'), arrived(10));
    const { thread, texts } = await stateOf(address);
    const inOrder = texts.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ text }) => text);
    expect(inOrder).toEqual(['first', 'second']);
    expect(thread?.lastMessageText).toBe('second');
  });

  test('opens a closed conversation again', async () => {
    const address = newAddress();
    const first = await receiveMessage(ctx, channel, inbound(address));
    await closeConversation(ctx, { conversationId: first?.conversationId ?? '' });
    await receiveMessage(ctx, channel, inbound(address));
    const { thread } = await stateOf(address);
    expect(thread).toMatchObject({ status: 'open', closedAt: null, unreadCount: 1 });
  });

  test('brings a new profile name, but never over a name that a member gave', async () => {
    const address = newAddress();
    await receiveMessage(ctx, channel, inbound(address));
    const renamed = { from: { address, profileName: 'Cami' }, occurredAt: later };
    await receiveMessage(ctx, channel, inbound(address, renamed));
    expect((await stateOf(address)).people[0]?.name).toBe('Cami');
    await receiveMessage(ctx, channel, inbound(address));
    expect((await stateOf(address)).people[0]?.name, 'after a message that comes late').toBe(
      'Cami',
    );
    await ctx.db((tx) =>
      tx
        .update(contacts)
        .set({ name: 'Camila D. (sister of Ana)', nameSource: 'member' })
        .where(eq(contacts.phone, `+${address}`)),
    );
    await receiveMessage(ctx, channel, inbound(address));
    expect((await stateOf(address)).people[0]?.name).toBe('Camila D. (sister of Ana)');
  });

  test('with a number, from a person who hid it before, is where answers go from now on', async () => {
    const address = newAddress();
    const providerUserId = `BR.${address}`;
    const hidden = { from: { address: null, providerUserId } };
    await receiveMessage(ctx, channel, inbound(address, hidden));
    expect((await stateOf(providerUserId)).people).toMatchObject([{ phone: null }]);
    await receiveMessage(ctx, channel, inbound(address, { from: { address, providerUserId } }));
    await receiveMessage(ctx, channel, inbound(address, hidden));
    const { people, threads } = await stateOf(address);
    expect(people).toMatchObject([{ phone: `+${address}` }]);
    expect(threads).toMatchObject([{ unreadCount: 3 }]);
  });

  test('without a phone number goes to the person whose provider id we know', async () => {
    const address = newAddress();
    const both = { from: { address, providerUserId: `BR.${address}`, profileName: 'Camila' } };
    await receiveMessage(ctx, channel, inbound(address, both));
    const idOnly = { from: { address: null, providerUserId: `BR.${address}` } };
    await receiveMessage(ctx, channel, inbound(address, idOnly));
    const { people, texts } = await stateOf(address);
    expect(people).toHaveLength(1);
    expect(texts).toHaveLength(2);
  });
});

describe('the provider’s id of a message', () => {
  test('counts once on each number, by the database itself', async () => {
    const other = await createChannel(ctx.businessId);
    const event = inbound(newAddress());
    for (const on of [channel, other, channel]) await receiveMessage(ctx, on, event);
    const isIt = eq(messages.providerMessageId, event.providerMessageId);
    const rows = await ctx.db((tx) => tx.select().from(messages).where(isIt));
    expect(rows.map(({ channelId }) => channelId).toSorted()).toEqual(
      [channel.id, other.id].toSorted(),
    );
    const [first] = rows;
    if (first === undefined) throw new Error('Nothing was written.');
    const again = ctx.db((tx) => tx.insert(messages).values({ ...first, id: randomUUID() }));
    await expect(again).rejects.toMatchObject({ cause: { code: '23505' } });
  });
});

test.each([
  ['Brazil', '553187654321', '5531987654321'],
  ['Argentina', '541151234567', '5491151234567'],
  ['Mexico', '525512345678', '5215512345678'],
])(
  'somebody in %s who writes from both spellings at once is one contact',
  async (_in, one, other) => {
    const spellings = [one, other, one, other, one, other];
    await Promise.all(spellings.map((address) => receiveMessage(ctx, channel, inbound(address))));
    const { people, threads } = await stateOf(one);
    const [withOther] = (await stateOf(other)).people;
    expect(people).toHaveLength(1);
    expect(withOther?.id).toBe(people[0]?.id);
    expect([...threads, ...(await stateOf(other)).threads]).toMatchObject([{ unreadCount: 6 }]);
  },
);

test('what we cannot show is kept as a placeholder that says so', async () => {
  const address = newAddress();
  const content = { kind: 'unsupported' as const, reason: 'A poll, which cannot be shown here.' };
  await receiveMessage(ctx, channel, inbound(address, { content, raw: { type: 'poll' } }));
  const { texts } = await stateOf(address);
  expect(texts).toMatchObject([
    { kind: 'unsupported', text: content.reason, raw: { type: 'poll' } },
  ]);
});
