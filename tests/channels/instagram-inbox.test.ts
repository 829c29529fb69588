import { randomInt, randomUUID } from 'node:crypto';
import { asc, eq, inArray } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { attachments } from '#db/schema/attachments.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { fetchAttachment } from '#server/domain/attachments/fetch-attachment.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { sendMessageInput } from '#server/domain/messages/schema.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { channelPort } from '#server/channel-port.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import { demoInstagramAccount } from '#server/sandbox/accounts.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import type { OwnSandbox } from '#server/sandbox/sandbox.ts';
import { secrets } from '#server/sandbox/testing/harness.ts';
import { applyPorts } from '#server/webhook-ports.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';
import { startFastPath } from '#tests/webhooks/doors.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const CUSTOMER = '1234567890123456';
const account = String(randomInt(100_000_000_000, 1_000_000_000_000));
let ctx: TestContext;
let memberId: string;
let sandbox: OwnSandbox;
let origin: string;

beforeAll(async () => {
  const door = await startFastPath();
  const known = demoInstagramAccount(`${door.url}/api/webhooks/instagram`);
  const accounts = [{ ...known, phoneNumberId: account }];
  sandbox = createSandbox({ ledger: memoryLedger(), secrets, accounts });
  const server = createSandboxServer(sandbox);
  origin = `http://127.0.0.1:${await listen(server)}`;
  const { id: businessId } = await createBusiness();
  const { accessToken, appSecret, verifyToken } = secrets;
  const credentials = { login: 'instagram', accessToken, appSecret, verifyToken };
  await createChannel(businessId, { kind: 'instagram', externalId: account, credentials });
  const member = await createMember(businessId);
  memberId = member.id;
  const port = channelPort();
  const channels: typeof port = {
    ...port,
    connectionFor: (channel) => ({ ...port.connectionFor(channel), baseUrl: origin }),
  };
  ctx = testContext({ businessId, actor: actorOf(member), channels });
  return async () => {
    await close(server);
    await sandbox.stop();
    await close(door.server);
  };
});

async function control(name: string, body: object): Promise<string> {
  const response = await fetch(`${origin}/control/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.controlToken}` },
    body: JSON.stringify({ phone_number_id: account, ...body }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

/** The customer does something, and what the app was told of it is applied. */
async function play(deed: object): Promise<string> {
  const id = await control('instagram', { customer: { id: CUSTOMER, name: 'Asha' }, deed });
  await applyAll();
  return id;
}

async function applyAll() {
  await sandbox.idle();
  const rows = await forSystem((tx) =>
    tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.channelKind, 'instagram')),
  );
  const mine = rows.filter(({ body }) => body.includes(account)).map(({ id }) => id);
  await applyDeliveries(applyPorts('test'), { deliveryIds: mine });
}

const readAll = () =>
  ctx.db((tx) => tx.select().from(messages).orderBy(asc(messages.occurredAt), asc(messages.id)));

async function byProviderId(id: string) {
  return (await readAll()).find(({ providerMessageId }) => providerMessageId === id);
}

async function addPicture(): Promise<string> {
  const storageKey = `files/${randomUUID()}`;
  await ctx.files.write(storageKey, await jpeg(8, 8));
  const file = { kind: 'image' as const, mimeType: 'image/jpeg', fileName: 'a.jpg', sizeBytes: 9 };
  const owner = { businessId: ctx.businessId, uploadedByMemberId: memberId };
  const values = { ...owner, ...file, storageKey, state: 'stored' as const };
  const [row] = await ctx.db((tx) => tx.insert(attachments).values(values).returning());
  return row?.id ?? '';
}

test('a talk on Instagram ends with the right rows on both sides', async () => {
  const text = await play({ type: 'text', text: 'Is 5 pm free?' });
  const content = (await jpeg(40, 30)).toString('base64');
  const media_id = await control('media', { mime_type: 'image/jpeg', content });
  const picture = await play({ type: 'attachments', attachments: [{ type: 'image', media_id }] });
  const story = { id: '17', url: 'https://www.instagram.com/stories/luxesalon/1/' };
  const answer = await play({ type: 'story_reply', text: 'Lovely', story });
  expect(await byProviderId(text)).toMatchObject({ kind: 'text', text: 'Is 5 pm free?' });
  expect(await byProviderId(answer)).toMatchObject({ text: 'Lovely', context: { story } });

  const withPicture = await byProviderId(picture);
  expect(withPicture).toMatchObject({ kind: 'image', direction: 'inbound' });
  const [file] = await ctx.db((tx) =>
    tx
      .select()
      .from(attachments)
      .where(inArray(attachments.messageId, [withPicture?.id ?? ''])),
  );
  expect(await fetchAttachment(ctx, { attachmentId: file?.id ?? '' })).toEqual({ state: 'stored' });

  const [conversation] = await ctx.db((tx) => tx.select().from(conversations));
  const conversationId = conversation?.id ?? '';
  const files = { kind: 'files', attachmentIds: [await addPicture()] };
  for (const said of [{ text: 'Yes!' }, { text: '', content: files }]) {
    const input = { conversationId, clientId: randomUUID(), ...said };
    const { messageId } = await queueMessage(ctx, sendMessageInput.parse(input));
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    await applyAll();
  }
  const ours = (await readAll()).filter(({ direction }) => direction === 'outbound');
  expect(ours.map(({ kind }) => kind).toSorted()).toEqual(['image', 'text']);
  await play({ type: 'read' });
  const read = (await readAll()).filter(({ direction }) => direction === 'outbound');
  expect(read.map(({ state }) => state)).toEqual(['read', 'read']);

  await play({ type: 'react', message_id: text, emoji: '🔥' });
  const marks = await ctx.db((tx) => tx.select().from(reactions));
  expect(marks).toMatchObject([{ providerMessageId: text, side: 'contact', emoji: '🔥' }]);
  await play({ type: 'unsend', message_id: answer });
  expect(await byProviderId(answer)).toMatchObject({
    deletedAt: expect.any(Date) as Date,
    content: null,
    context: null,
    raw: null,
  });
  expect(await readAll()).toHaveLength(5);
});

test('a reply with files and words goes as several calls, each with an id of its own and one echo', async () => {
  const sent = (await readAll()).filter(({ direction }) => direction === 'outbound').length;
  const [conversation] = await ctx.db((tx) => tx.select().from(conversations));
  const words = `${'é'.repeat(480)} 👩‍👩‍👧‍👦 ${'è'.repeat(480)}`;
  const files = { kind: 'files', attachmentIds: [await addPicture(), await addPicture()] };
  const reply = { conversationId: conversation?.id ?? '', clientId: randomUUID() };
  await queueMessage(ctx, sendMessageInput.parse({ ...reply, text: words, content: files }));
  const queued = (await readAll()).filter(({ state }) => state === 'queued');
  const inOrder = queued.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  for (const { id } of inOrder) {
    expect(await sendMessage(ctx, { messageId: id })).toEqual({ state: 'accepted' });
    await applyAll();
  }
  const ours = (await readAll()).filter(({ direction }) => direction === 'outbound').slice(sent);
  expect(ours.map(({ kind }) => kind).toSorted()).toEqual(['image', 'image', 'text', 'text']);
  expect(new Set(ours.map(({ providerMessageId }) => providerMessageId)).size).toBe(4);
  const texts = inOrder.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  expect(texts.every((text) => Buffer.byteLength(text) <= 1_000)).toBe(true);
  expect(texts.join(' ')).toBe(words);
  await play({ type: 'read' });
  const read = (await readAll()).filter(({ direction }) => direction === 'outbound');
  expect(new Set(read.map(({ state }) => state))).toEqual(new Set(['read']));
});
