import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { sendTestMessage } from '#server/domain/channels/send-test-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
let channelId: string;

beforeEach(async () => {
  const { id: businessId } = await createBusiness();
  const actor = actorOf(await createMember(businessId, { role: 'owner' }));
  ctx = testContext({ businessId, actor });
  channelId = (await createChannel(businessId)).id;
});

const send = (to: string, clientId: string = randomUUID()) =>
  sendTestMessage(ctx, { channelId, to, clientId });

test('a number that has never written gets the provider’s greeting, on the one way out', async () => {
  const { messageId, isTemplate } = await send('+91 98200 44121');
  expect(isTemplate).toBe(true);
  await sendMessage(ctx, { messageId });
  expect(ctx.sent).toMatchObject([
    {
      to: { address: '919820044121' },
      content: { kind: 'template', name: 'hello_world', language: 'en_US' },
    },
  ]);
});

test('a number that has just written gets a text, in its own conversation', async () => {
  const address = '919820044122';
  const { conversationId } = await send(`+${address}`);
  await ctx.db((tx) => tx.update(conversations).set({ lastInboundAt: ctx.now() }));
  const again = await send(address);
  expect(again).toMatchObject({ conversationId, isTemplate: false });
});

test('the same press twice is one message', async () => {
  const clientId = randomUUID();
  const first = await send('+91 98200 44123', clientId);
  expect(await send('+91 98200 44123', clientId)).toMatchObject({ messageId: first.messageId });
  expect(await ctx.db((tx) => tx.$count(messages))).toBe(1);
});

test('what is no number is refused at its field, and an agent sends none', async () => {
  await expect(send('my phone')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    details: { field: 'to' },
  });
  const agent = actorOf(await createMember(ctx.businessId));
  const input = { channelId, to: '+91 98200 44121', clientId: randomUUID() };
  const asked = sendTestMessage({ ...ctx, actor: agent }, input);
  await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await ctx.db((tx) => tx.$count(conversations))).toBe(0);
});
