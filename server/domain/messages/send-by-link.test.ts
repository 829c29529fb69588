import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { env } from '#server/env.ts';
import { readLink } from '#server/files/sign-link.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { sendMessageInput } from '#server/domain/messages/schema.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
let ctx: TestContext;
let memberId: string;
let conversationId: string;

beforeEach(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  memberId = member.id;
  ctx = testContext({ businessId: business.id, actor: actorOf(member), now: noon });
  const channel = await createChannel(business.id, { kind: 'instagram' });
  const values = { channelId: channel.id, address: '1234567890123456', lastInboundAt: noon };
  conversationId = (await createConversation(business.id, values)).id;
});

/** A picture that the member added, or that nobody did. */
async function addPicture(uploadedByMemberId: string | null = memberId) {
  const storageKey = `files/${randomUUID()}`;
  await ctx.files.write(storageKey, Buffer.from('a picture'));
  const [row] = await ctx.db((tx) =>
    tx
      .insert(attachments)
      .values({
        businessId: ctx.businessId,
        uploadedByMemberId,
        kind: 'image',
        mimeType: 'image/jpeg',
        fileName: 'colour.jpg',
        sizeBytes: 9,
        storageKey,
        state: 'stored',
      })
      .returning(),
  );
  if (row === undefined) throw new Error('gone');
  return row;
}

function queue(attachmentId: string, text = '') {
  const content = { kind: 'files', attachmentIds: [attachmentId] };
  const input = { conversationId, clientId: randomUUID(), text, content };
  return queueMessage(ctx, sendMessageInput.parse(input));
}

test('a channel that takes no uploads gets a link that opens the file, made when it goes out', async () => {
  const file = await addPicture();
  const { messageId } = await queue(file.id);
  const sentAt = new Date(noon.getTime() + 3 * 3_600_000);
  ctx.setNow(sentAt);
  expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  const [message] = ctx.sent;
  if (message?.content.kind !== 'image' || !('link' in message.content.file)) {
    throw new Error('No link was sent.');
  }
  const link = new URL(message.content.file.link);
  expect(link.origin).toBe(new URL(env().APP_URL).origin);
  const opened = readLink(link.pathname.split('/').at(-1) ?? '', link.searchParams, sentAt);
  const { businessId } = ctx;
  expect(opened).toEqual({ businessId, attachmentId: file.id, variant: 'file', isOver: false });
  expect(ctx.uploads).toEqual([]);
});

test('the words of a file go as a message of their own after it', async () => {
  const file = await addPicture();
  await queue(file.id, 'Your colour');
  const ofThread = eq(messages.conversationId, conversationId);
  const rows = await ctx.db((tx) =>
    tx.select().from(messages).where(ofThread).orderBy(asc(messages.id)),
  );
  for (const { id: messageId } of rows) await sendMessage(ctx, { messageId });
  expect(ctx.sent.map(({ content }) => content)).toMatchObject([
    { kind: 'image', text: '' },
    { kind: 'text', text: 'Your colour' },
  ]);
});

test('a file that is not there any more fails its message with the reason', async () => {
  const file = await addPicture();
  const { messageId } = await queue(file.id);
  await ctx.db((tx) =>
    tx.update(attachments).set({ storageKey: null }).where(eq(attachments.id, file.id)),
  );
  expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
  const [row] = await ctx.db((tx) => tx.select().from(messages).where(eq(messages.id, messageId)));
  expect(row).toMatchObject({ failureCode: 'media_upload_failed' });
  expect(ctx.sent).toEqual([]);
});

test('a file that no member added is nobody’s to send, not even the system’s', async () => {
  const file = await addPicture(null);
  await expect(queue(file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const { businessId } = ctx;
  ctx = testContext({ businessId, now: noon });
  await expect(queue(file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
