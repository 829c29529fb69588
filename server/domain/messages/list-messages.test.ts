import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { templates } from '#db/schema/templates.ts';
import type { conversations } from '#db/schema/conversations.ts';
import type { MessageKind } from '#db/schema/vocabulary.ts';
import {
  createAttachment,
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
  createReaction,
} from '#db/testing/factories.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

type Conversation = typeof conversations.$inferSelect;

let ctx: TestContext;
let channelId: string;
let conversation: Conversation;

beforeAll(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member) });
  channelId = (await createChannel(business.id, { accountId: 'account-1' })).id;
});

beforeEach(async () => {
  conversation = await createConversation(ctx.businessId, { channelId });
});

const thread = async () =>
  (await listMessages(ctx, { conversationId: conversation.id, limit: 50 })).messages;
const ours = { direction: 'outbound', state: 'delivered', author: 'member' } as const;
let sent = 0;
const known = () => ({ providerMessageId: `wamid.known.${String((sent += 1))}` });

describe('a message of every kind', () => {
  const contents: [MessageKind, Record<string, unknown> | null][] = [
    ['text', null],
    ['image', null],
    ['location', { place: { latitude: 1, longitude: 2 } }],
    ['contacts', { contacts: [{ name: 'Asha', phones: [], emails: [] }] }],
    ['choice', { choice: { from: 'list', id: 'a' } }],
    ['form', { form: { answers: { day: 'Monday' } } }],
    ['order', { order: { items: [] } }],
    ['story', { story: {} }],
    ['share', { share: { from: 'post' } }],
    ['notice', { notice: 'identity_changed' }],
    ['unsupported', null],
  ];

  test.each(contents)('comes with its text and its content: %s', async (kind, content) => {
    const { id } = await createMessage(conversation, { kind, content, text: 'In words' });
    const shown = { id, kind, text: 'In words', content: { kind, ...content } };
    expect(await thread()).toEqual([expect.objectContaining(shown)]);
    expect(await getMessage(ctx, { messageId: id })).toMatchObject(shown);
  });

  test('is text where its content cannot be read', async () => {
    await createMessage(conversation, { kind: 'order', content: { order: 'soap' }, text: 'Soap' });
    expect(await thread()).toMatchObject([{ text: 'Soap', content: { kind: 'text' } }]);
  });

  test('says where it came from', async () => {
    const context = { forwarded: 'once', referral: { from: 'ad', headline: 'Balayage' } };
    await createMessage(conversation, { context });
    expect(await thread()).toMatchObject([{ context }]);
  });
});

describe('files', () => {
  test('come in their order, whether they are here or not', async () => {
    const message = await createMessage(conversation, { kind: 'image' });
    await createAttachment(message, { position: 1, state: 'failed', failureText: 'It is gone.' });
    await createAttachment(message, { position: 0, width: 480, height: 320 });
    const [shown] = await thread();
    expect(shown?.attachments).toMatchObject([
      { width: 480, height: 320, state: 'stored' },
      { state: 'failed', failureText: 'It is gone.' },
    ]);
  });

  test('of a quoted message tell what it was', async () => {
    const picture = await createMessage(conversation, {
      kind: 'image',
      text: '',
      occurredAt: new Date(Date.now() - 60_000),
      ...known(),
    });
    await createAttachment(picture, { fileName: 'hair.png' });
    await createMessage(conversation, {
      ...ours,
      ...known(),
      quotedProviderMessageId: picture.providerMessageId,
    });
    expect((await thread())[0]).toMatchObject({
      quotedId: picture.id,
      quotedKind: 'image',
      quotedFile: { fileName: 'hair.png' },
      attachments: [],
    });
  });
});

describe('reactions', () => {
  test('of both sides stand on the message that they are about, and no other', async () => {
    const about = await createMessage(conversation, known());
    await createMessage(conversation, { ...known(), occurredAt: new Date(0) });
    await createReaction(about, { side: 'contact', emoji: '❤️', occurredAt: new Date(1) });
    await createReaction(about, { side: 'business', emoji: '👍', occurredAt: new Date(2) });
    const [newest, oldest] = await thread();
    expect(newest?.reactions).toEqual([
      { side: 'contact', emoji: '❤️' },
      { side: 'business', emoji: '👍' },
    ]);
    expect(oldest?.reactions).toEqual([]);
  });

  test('that were taken back are gone', async () => {
    const about = await createMessage(conversation, known());
    await createReaction(about, { emoji: null });
    expect((await thread())[0]?.reactions).toEqual([]);
  });

  test('on their way are no messages of the thread, and take no place on a page', async () => {
    const first = await createMessage(conversation, { occurredAt: new Date(1_000) });
    const content = { providerMessageId: first.providerMessageId, emoji: '👍' };
    const reaction = await createMessage(conversation, {
      ...ours,
      kind: 'reaction',
      state: 'failed',
      content,
      occurredAt: new Date(2_000),
    });
    const second = await createMessage(conversation, { occurredAt: new Date(3_000) });
    const page = await listMessages(ctx, { conversationId: conversation.id, limit: 2 });
    expect(page.messages.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(page.nextCursor).toBeNull();
    expect(await getMessage(ctx, { messageId: reaction.id })).toMatchObject({
      kind: 'reaction',
      state: 'failed',
    });
  });
});

describe('a message that is not as it was', () => {
  test('says when its writer changed it', async () => {
    const editedAt = new Date('2026-03-01T10:05:00Z');
    await createMessage(conversation, { editedAt });
    expect(await thread()).toMatchObject([{ editedAt }]);
  });

  test('gives nothing away once it is taken back, neither itself nor where it is quoted', async () => {
    const deletedAt = new Date('2026-03-01T10:05:00Z');
    const gone = await createMessage(conversation, {
      kind: 'image',
      text: 'My number is 5555',
      context: { forwarded: 'once' },
      deletedAt,
      occurredAt: new Date(1_000),
      ...known(),
    });
    await createAttachment(gone);
    await createMessage(conversation, {
      ...ours,
      ...known(),
      quotedProviderMessageId: gone.providerMessageId,
    });
    const [answer, tombstone] = await thread();
    expect(tombstone).toMatchObject({
      deletedAt,
      text: '',
      content: { kind: 'text' },
      context: null,
      attachments: [],
    });
    expect(answer).toMatchObject({
      quotedDeletedAt: deletedAt,
      quotedText: null,
      quotedFile: null,
    });
  });
});

describe('a template', () => {
  const template = { name: 'colour_week', language: 'en', parameters: ['Nisha'] };

  test('shows the footer and the buttons that were approved with it', async () => {
    await forBusiness(ctx.businessId, (tx) =>
      tx.insert(templates).values({
        businessId: ctx.businessId,
        accountId: 'account-1',
        name: template.name,
        language: template.language,
        category: 'marketing',
        status: 'approved',
        components: [
          { type: 'BODY', text: 'Hi {{1}}' },
          { type: 'FOOTER', text: 'Luxe Salon' },
          {
            type: 'BUTTONS',
            buttons: [
              { type: 'QUICK_REPLY', text: 'Pick a day' },
              { type: 'URL', text: 'See prices', url: 'https://luxe.example' },
            ],
          },
        ],
      }),
    );
    await createMessage(conversation, { ...ours, ...known(), author: 'campaign', template });
    expect((await thread())[0]?.template).toEqual({
      name: 'colour_week',
      language: 'en',
      header: null,
      footer: 'Luxe Salon',
      buttons: [
        { title: 'Pick a day', isReply: true },
        { title: 'See prices', isReply: false },
      ],
    });
  });

  test('that nobody knows here any more is still there as its text', async () => {
    await createMessage(conversation, {
      ...ours,
      ...known(),
      text: 'Hi Nisha',
      template: { ...template, name: 'unknown' },
    });
    expect(await thread()).toMatchObject([
      { text: 'Hi Nisha', template: { name: 'unknown', footer: null, buttons: [] } },
    ]);
  });
});

test('a long page asks the database no more often than a short one', async () => {
  const withEverything = async () => {
    const message = await createMessage(conversation, { kind: 'image', ...known() });
    await createAttachment(message);
    await createReaction(message);
  };
  await withEverything();
  const short = await countStatements(thread);
  for (let index = 0; index < 6; index += 1) await withEverything();
  expect(short).toBeGreaterThan(1);
  expect(await countStatements(thread)).toBe(short);
});

test('another business sees neither the thread nor a message, nor what lies around them', async () => {
  const message = await createMessage(conversation, { kind: 'image', ...known() });
  await createAttachment(message);
  await createReaction(message);
  const other = await createBusiness();
  const stranger = testContext({ businessId: other.id });
  const refused = { code: 'NOT_FOUND' };
  await expect(
    listMessages(stranger, { conversationId: conversation.id, limit: 50 }),
  ).rejects.toMatchObject(refused);
  await expect(getMessage(stranger, { messageId: message.id })).rejects.toMatchObject(refused);
  // The same ids at the provider, in a business of their own.
  const theirs = await createConversation(other.id);
  const { providerMessageId } = message;
  await createMessage(theirs, { providerMessageId });
  const page = await listMessages(stranger, { conversationId: theirs.id, limit: 50 });
  expect(page.messages).toMatchObject([{ attachments: [], reactions: [] }]);
});

/** How many statements the work sends to the database. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  const spy = function (this: pg.Client, ...sent: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, sent) as unknown;
  };
  Object.assign(pg.Client.prototype, { query: spy });
  try {
    await work();
    return count;
  } finally {
    Object.assign(pg.Client.prototype, { query });
  }
}
