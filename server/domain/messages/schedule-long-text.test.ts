import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { conversations } from '#db/schema/conversations.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createConversation, createMember } from '#db/testing/factories.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { releaseMessage } from '#server/domain/messages/release-message.ts';
import { rescheduleMessage } from '#server/domain/messages/reschedule-message.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { scheduleMessage } from '#server/domain/messages/schedule-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { sendScheduledMessage } from '#server/domain/messages/send-scheduled-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const four = new Date('2026-03-02T16:00:00Z');

let ctx: TestContext;
let job: TestContext;
let conversation: Awaited<ReturnType<typeof createConversation>>;

beforeAll(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id, { name: 'Ana Ribeiro' });
  ctx = testContext({ businessId: business.id, actor: actorOf(member) });
  job = testContext({ businessId: business.id, actor: { kind: 'system', job: 'test' } });
});

beforeEach(async () => {
  at(noon);
  conversation = await createConversation(ctx.businessId, { lastInboundAt: noon });
});

function at(now: Date) {
  ctx.setNow(now);
  job.setNow(now);
}

const due = (messageId: string) => releaseMessage(job, { messageId, scheduledFor: four });
const read = (messageId: string) => getMessage(ctx, { messageId });

async function readConversation() {
  const ofThread = eq(conversations.id, conversation.id);
  const [row] = await ctx.db((tx) => tx.select().from(conversations).where(ofThread));
  return row;
}

async function jobsOf(messageId: string, name: string) {
  const about = and(eq(jobEvents.name, name), sql`data ->> 'messageId' = ${messageId}`);
  return forSystem((tx) => tx.select().from(jobEvents).where(about));
}

async function reword(messageId: string, text: string) {
  const { stateAt: seenAt } = await read(messageId);
  await rescheduleMessage(ctx, { messageId, text, scheduledFor: four, seenAt });
}

describe('a text longer than one message', () => {
  const [first, second] = ['a'.repeat(3_000), 'b'.repeat(3_000)];
  const long = `${first}\n\n${second}`;
  const scheduleLong = async () =>
    (
      await scheduleMessage(ctx, {
        conversationId: conversation.id,
        clientId: randomUUID(),
        text: long,
        scheduledFor: four,
      })
    ).messageId;
  const inThread = async () => {
    const page = { conversationId: conversation.id, limit: 50 };
    const { messages: shown } = await listMessages(ctx, page);
    return shown.map(({ text, state, authorName }) => ({ text, state, authorName }));
  };
  const parts = (state: string) =>
    [first, second].map((text) => ({ text, state, authorName: 'Ana Ribeiro' }));

  test('waits as it was written, can be changed as a whole, and goes in order as its author’s', async () => {
    const messageId = await scheduleLong();
    expect(await read(messageId)).toMatchObject({ text: long, state: 'scheduled' });
    await reword(messageId, `${long}.`);
    await reword(messageId, long);
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'queued' });
    expect(await due(messageId)).toEqual({ outcome: 'skipped' });
    const shown = await inThread();
    expect(shown.toSorted((a, b) => (a.text < b.text ? -1 : 1))).toEqual(parts('queued'));
    expect(await readConversation()).toMatchObject({ lastMessageText: second });
    expect(await sendMessage(job, { messageId })).toEqual({ state: 'accepted' });
    const behind = await ctx.db((tx) =>
      tx.select().from(messages).where(eq(messages.followsId, messageId)),
    );
    expect(behind).toMatchObject([{ text: second, state: 'queued', author: 'member' }]);
    expect(await jobsOf(behind[0]?.id ?? '', 'message.queued')).toHaveLength(1);
    await sendMessage(job, { messageId: behind[0]?.id ?? '' });
    const texts = job.sent.slice(-2).map(({ content }) => content);
    expect(texts).toMatchObject([{ text: first }, { text: second }]);
  });

  test('is let go by hand the same way', async () => {
    await sendScheduledMessage(ctx, { messageId: await scheduleLong() });
    expect((await inThread()).map(({ state }) => state)).toEqual(['queued', 'queued']);
  });

  test('fails as one, and is taken apart when a person sends it again', async () => {
    const messageId = await scheduleLong();
    const ofThread = eq(conversations.id, conversation.id);
    const wrote = (lastInboundAt: Date) =>
      ctx.db((tx) => tx.update(conversations).set({ lastInboundAt }).where(ofThread));
    await wrote(new Date('2026-03-01T12:00:00Z'));
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'failed' });
    expect(await inThread()).toMatchObject([{ text: long, state: 'failed' }]);
    await wrote(four);
    await retryMessage(ctx, { messageId });
    expect((await inThread()).map(({ state }) => state)).toEqual(['queued', 'queued']);
    expect(await readConversation()).toMatchObject({ lastMessageText: second });
  });
});
