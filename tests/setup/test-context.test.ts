import { beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

describe('a context for tests', () => {
  let businessId = '';
  beforeAll(async () => {
    businessId = (await createBusiness()).id;
  });

  test('sees the rows of its business and of no other', async () => {
    const conversation = await createConversation(businessId);
    const message = await createMessage(conversation, { text: 'Hello' });
    const other = testContext({ businessId: (await createBusiness()).id });
    const find = (ctx: typeof other) =>
      ctx.db((tx) => tx.select().from(messages).where(eq(messages.id, message.id)));
    expect(await find(testContext({ businessId }))).toMatchObject([{ text: 'Hello' }]);
    expect(await find(other)).toEqual([]);
  });

  test('keeps events and jobs of a committed transaction only', async () => {
    const ctx = testContext({ businessId });
    const { id: messageId } = await createMessage(await createConversation(businessId));
    const record = (work: () => void) =>
      ctx.db(async (tx) => {
        await ctx.publish(tx, { name: 'business.updated', ids: {} });
        await ctx.enqueue(tx, { name: 'message.queued', data: { businessId, messageId } });
        work();
      });
    await expect(
      record(() => {
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await record(() => undefined);
    const counts = await ctx.db(async (tx) => [
      await tx.$count(realtimeEvents),
      await tx.$count(jobEvents),
    ]);
    expect(counts).toEqual([1, 1]);
  });

  test('hands what is sent to the test, and answers as told', async () => {
    const ctx = testContext({ businessId });
    const channel = await createChannel(businessId, { credentials: { accessToken: 'secret' } });
    const connection = ctx.channels.connectionFor(channel);
    expect(connection.credentials).toEqual({ accessToken: 'secret' });
    const message = {
      clientReference: 'ours',
      to: { address: '5511900000001' },
      content: { kind: 'text' as const, text: 'Hi' },
    };
    ctx.answerNextSend(() => {
      throw new Error('the line went dead');
    });
    const { send } = ctx.channels.adapterFor('whatsapp');
    await expect(send(connection, message)).rejects.toThrow('the line went dead');
    expect(await send(connection, message)).toMatchObject({ ok: true });
    expect(ctx.sent).toEqual([message, message]);
  });

  test('acts as the member given, at the time given', async () => {
    const member = await createMember(businessId, { role: 'admin', name: 'Rahul' });
    const ctx = testContext({ businessId, actor: actorOf(member), now: new Date(0) });
    expect(ctx.actor).toMatchObject({ kind: 'member', role: 'admin', name: 'Rahul' });
    ctx.setNow(new Date(60_000));
    expect(ctx.now()).toEqual(new Date(60_000));
  });
});
