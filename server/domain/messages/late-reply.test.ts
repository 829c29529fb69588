import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { getConversation } from '#server/domain/conversations/get-conversation.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const hoursLater = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
let ctx: TestContext;
let conversationId: string;

beforeAll(async () => {
  const { id } = await createBusiness();
  const actor = actorOf(await createMember(id));
  ctx = testContext({ businessId: id, actor, now: noon });
  const channel = await createChannel(id, { kind: 'instagram' });
  const address = '1234567890123456';
  const values = { channelId: channel.id, address, lastInboundAt: noon };
  conversationId = (await createConversation(id, values)).id;
});

async function reply(hours: number) {
  ctx.setNow(hoursLater(hours));
  const input = { conversationId, clientId: randomUUID(), text: 'Sorry for the wait!' };
  const { messageId } = await queueMessage(ctx, input);
  await sendMessage(ctx, { messageId });
  return ctx.sent.at(-1);
}

test('a member’s answer says that it is late only once the common window is over', async () => {
  expect(await reply(23)).not.toHaveProperty('isLateReply');
  expect(await reply(25)).toMatchObject({ isLateReply: true });
});

test('after a week a member is told that nothing goes any more, and until then when it ends', async () => {
  ctx.setNow(hoursLater(25));
  const { window } = await getConversation(ctx, { conversationId });
  expect(window).toEqual({ isOpen: true, closesAt: hoursLater(168) });
  await expect(reply(168)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
