import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attachments } from '#db/schema/attachments.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createConversation, createMember } from '#db/testing/factories.ts';
import { cancelScheduledMessage } from '#server/domain/messages/cancel-scheduled-message.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { releaseMessage } from '#server/domain/messages/release-message.ts';
import { rescheduleMessage } from '#server/domain/messages/reschedule-message.ts';
import { restoreScheduledMessage } from '#server/domain/messages/restore-scheduled-message.ts';
import { scheduleMessage } from '#server/domain/messages/schedule-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { sendScheduledMessage } from '#server/domain/messages/send-scheduled-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const four = new Date('2026-03-02T16:00:00Z');
const five = new Date('2026-03-02T17:00:00Z');
const after = (start: Date, minutes: number) => new Date(start.getTime() + minutes * 60_000);

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

const inputFor = (scheduledFor = four) => ({
  conversationId: conversation.id,
  clientId: randomUUID(),
  text: 'See you tomorrow at eleven.',
  scheduledFor,
});
const schedule = async (scheduledFor?: Date) =>
  (await scheduleMessage(ctx, inputFor(scheduledFor))).messageId;
const due = (messageId: string, scheduledFor = four) =>
  releaseMessage(job, { messageId, scheduledFor });
const read = (messageId: string) => getMessage(ctx, { messageId });

async function thread() {
  const { messages: page } = await listMessages(ctx, {
    conversationId: conversation.id,
    limit: 50,
  });
  return page.map(({ state }) => state);
}

async function readConversation() {
  const ofThread = eq(conversations.id, conversation.id);
  const [row] = await ctx.db((tx) => tx.select().from(conversations).where(ofThread));
  if (row === undefined) throw new Error('gone');
  return row;
}

async function jobsOf(messageId: string, name: string) {
  const about = and(eq(jobEvents.name, name), sql`data ->> 'messageId' = ${messageId}`);
  return forSystem((tx) => tx.select().from(jobEvents).where(about));
}

async function reword(messageId: string, text: string, seenAt?: Date, scheduledFor = five) {
  const seen = seenAt ?? (await read(messageId)).stateAt;
  await rescheduleMessage(ctx, { messageId, text, scheduledFor, seenAt: seen });
}

describe('a message that is given a time', () => {
  test('stands in the thread after the newest, and is not the last of its conversation', async () => {
    await schedule();
    await queueMessage(ctx, { ...inputFor(), text: 'One moment.' });
    expect(await thread()).toEqual(['scheduled', 'queued']);
    expect(await readConversation()).toMatchObject({ lastMessageText: 'One moment.' });
  });

  test('is one message when the button is pressed twice', async () => {
    const input = inputFor();
    const [first, second] = await Promise.all([
      scheduleMessage(ctx, input),
      scheduleMessage(ctx, input),
    ]);
    expect(second).toEqual(first);
    expect(await thread()).toEqual(['scheduled']);
    expect(await jobsOf(first.messageId, 'message.scheduled')).toHaveLength(1);
  });

  test('refuses a time that is over, and one more than a year away', async () => {
    await expect(schedule(noon)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'That time is over. Pick one that is still to come.',
    });
    await expect(schedule(new Date('2027-03-03T12:00:00Z'))).rejects.toThrow('within a year');
    expect(await thread()).toEqual([]);
  });

  test('is refused on a channel that was let go', async () => {
    const ofThread = eq(channels.id, conversation.channelId);
    await ctx.db((tx) => tx.update(channels).set({ status: 'disconnected' }).where(ofThread));
    await expect(schedule()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });

  test('is refused when fifty wait in the conversation', async () => {
    for (let index = 0; index < 50; index += 1) await schedule();
    await expect(schedule()).rejects.toThrow('At most 50 messages can wait');
  });
});

describe('when its time comes', () => {
  test('it goes out once, however often the job is asked, as its author’s last message', async () => {
    const messageId = await schedule();
    at(after(four, 1));
    const outcomes = await Promise.all([due(messageId), due(messageId), due(messageId)]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'queued',
      'skipped',
      'skipped',
    ]);
    expect(await jobsOf(messageId, 'message.queued')).toHaveLength(1);
    expect(await sendMessage(job, { messageId })).toEqual({ state: 'accepted' });
    expect(job.sent.map(({ clientReference }) => clientReference)).toEqual([messageId]);
    expect(await readConversation()).toMatchObject({
      lastMessageId: messageId,
      lastMessageAt: after(four, 1),
      lastMessageAuthorName: 'Ana Ribeiro',
    });
  });

  test('it leaves what is unread unread, and a closed conversation closed', async () => {
    const messageId = await schedule();
    const ofThread = eq(conversations.id, conversation.id);
    await ctx.db((tx) =>
      tx.update(conversations).set({ unreadCount: 2, status: 'closed' }).where(ofThread),
    );
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'queued' });
    expect(await readConversation()).toMatchObject({ unreadCount: 2, status: 'closed' });
  });

  test('it does not go before, whoever wakes the job', async () => {
    const messageId = await schedule();
    at(after(four, -1));
    await expect(due(messageId)).rejects.toMatchObject({
      name: 'RetryLaterError',
      retryAfterSeconds: 60,
    });
    expect(await read(messageId)).toMatchObject({ state: 'scheduled' });
  });

  test('it fails with the reason when the reply window has closed by then, where people see it', async () => {
    const late = new Date('2026-03-03T13:00:00Z');
    const messageId = await schedule(late);
    const ofThread = eq(conversations.id, conversation.id);
    await ctx.db((tx) => tx.update(conversations).set({ status: 'closed' }).where(ofThread));
    at(late);
    expect(await due(messageId, late)).toEqual({ outcome: 'failed' });
    const reason = expect.stringContaining('24 hours') as string;
    expect(await read(messageId)).toMatchObject({ state: 'failed', failureText: reason });
    expect(await jobsOf(messageId, 'message.queued')).toEqual([]);
    expect(await readConversation()).toMatchObject({
      status: 'open',
      lastMessageId: messageId,
      lastMessageFailure: reason,
    });
  });

  test('it still goes two hours late, and waits for a person when it is later', async () => {
    const [inTime, tooLate] = [await schedule(), await schedule()];
    at(after(four, 120));
    expect(await due(inTime)).toEqual({ outcome: 'queued' });
    at(after(four, 121));
    expect(await due(tooLate)).toEqual({ outcome: 'missed' });
    expect(await read(tooLate)).toMatchObject({ state: 'scheduled' });
    expect(await jobsOf(tooLate, 'message.queued')).toEqual([]);
    await sendScheduledMessage(ctx, { messageId: tooLate });
    expect(await read(tooLate)).toMatchObject({ state: 'queued' });
  });
});

describe('a change of a message that waits', () => {
  test('moves its words and its time, and the job of the old time leaves it alone', async () => {
    const messageId = await schedule();
    await reword(messageId, 'See you at twelve.');
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'skipped' });
    at(five);
    expect(await due(messageId, five)).toEqual({ outcome: 'queued' });
    await sendMessage(job, { messageId });
    expect(job.sent.at(-1)).toMatchObject({
      content: { kind: 'text', text: 'See you at twelve.' },
    });
  });

  test('counts once: the second of two tabs is told, and a second press of Save is not', async () => {
    const messageId = await schedule();
    const { stateAt } = await read(messageId);
    await reword(messageId, 'From the first tab', stateAt);
    await reword(messageId, 'From the first tab', stateAt);
    await expect(reword(messageId, 'From the second tab', stateAt)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Somebody else has just changed this message.',
    });
    expect(await read(messageId)).toMatchObject({ text: 'From the first tab' });
    expect(await jobsOf(messageId, 'message.scheduled')).toHaveLength(2);
  });

  test('and its going out at once: one wins, and what is sent is what is stored', async () => {
    const messageId = await schedule();
    const { stateAt } = await read(messageId);
    at(four);
    const [edit, release] = await Promise.allSettled([
      reword(messageId, 'Changed', stateAt),
      due(messageId),
    ]);
    const { state, text } = await read(messageId);
    if (edit.status === 'fulfilled') {
      expect(release).toMatchObject({ value: { outcome: 'skipped' } });
      expect({ state, text }).toEqual({ state: 'scheduled', text: 'Changed' });
    } else {
      expect(edit.reason).toMatchObject({
        code: 'CONFLICT',
        message: 'This message has already gone out, so it can no longer be changed.',
      });
      expect({ state, text }).toEqual({ state: 'queued', text: 'See you tomorrow at eleven.' });
    }
  });

  test('refuses a time that is over, and no words at all', async () => {
    const messageId = await schedule();
    await expect(reword(messageId, 'Too late', undefined, noon)).rejects.toThrow('over');
    await expect(reword(messageId, '')).rejects.toThrow('Write something first.');
  });

  test('refuses below a file what could not go there, and lets it go without a word', async () => {
    const messageId = await schedule();
    const ofMessage = eq(messages.id, messageId);
    await ctx.db(async (tx) => {
      await tx.update(messages).set({ kind: 'image' }).where(ofMessage);
      const { businessId } = ctx;
      await tx
        .insert(attachments)
        .values({ businessId, messageId, kind: 'image', state: 'stored' });
    });
    await expect(reword(messageId, 'x'.repeat(1_025))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('1,024') as string,
    });
    await reword(messageId, 'x'.repeat(1_024));
    await reword(messageId, '');
    expect(await read(messageId)).toMatchObject({ text: '', scheduledFor: five });
  });

  test('refuses words for a place, which carries none, and moves its time', async () => {
    const place = { latitude: 1, longitude: 2 };
    const content = { kind: 'location' as const, place };
    const { messageId } = await scheduleMessage(ctx, { ...inputFor(), text: '', content });
    await expect(reword(messageId, 'Here')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await reword(messageId, '');
    expect(await read(messageId)).toMatchObject({ scheduledFor: five });
  });
});

describe('a cancelled message', () => {
  test('leaves the thread and never goes out, and cancelling twice is cancelling once', async () => {
    const messageId = await schedule();
    await cancelScheduledMessage(ctx, { messageId });
    await cancelScheduledMessage(ctx, { messageId });
    expect(await thread()).toEqual([]);
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'skipped' });
    await expect(sendScheduledMessage(ctx, { messageId })).rejects.toThrow('was cancelled');
    await expect(reword(messageId, 'Still?')).rejects.toThrow('was cancelled');
  });

  test('waits again after Undo, and goes at once when its time came meanwhile', async () => {
    const messageId = await schedule();
    await cancelScheduledMessage(ctx, { messageId });
    at(after(four, 1));
    expect(await due(messageId)).toEqual({ outcome: 'skipped' });
    await restoreScheduledMessage(ctx, { messageId });
    await restoreScheduledMessage(ctx, { messageId });
    expect(await jobsOf(messageId, 'message.scheduled')).toHaveLength(2);
    expect(await due(messageId)).toEqual({ outcome: 'queued' });
  });

  test('cannot be one that has gone out', async () => {
    const messageId = await schedule();
    await sendScheduledMessage(ctx, { messageId });
    for (const tooLate of [cancelScheduledMessage, restoreScheduledMessage]) {
      await expect(tooLate(ctx, { messageId })).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await read(messageId)).toMatchObject({ state: 'queued' });
  });
});

describe('Send now', () => {
  test('lets it go once, from however many tabs, and its own time then finds nothing', async () => {
    const messageId = await schedule();
    await Promise.all([
      sendScheduledMessage(ctx, { messageId }),
      sendScheduledMessage(ctx, { messageId }),
    ]);
    expect(await jobsOf(messageId, 'message.queued')).toHaveLength(1);
    at(four);
    expect(await due(messageId)).toEqual({ outcome: 'skipped' });
    expect(await readConversation()).toMatchObject({ lastMessageId: messageId });
  });

  test('is refused while the reply window is closed, and the message goes on waiting', async () => {
    const messageId = await schedule(new Date('2026-03-05T12:00:00Z'));
    at(new Date('2026-03-03T12:00:01Z'));
    await expect(sendScheduledMessage(ctx, { messageId })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect(await read(messageId)).toMatchObject({ state: 'scheduled' });
  });

  test('and the other deeds find nothing in another business, nor a message without a time', async () => {
    const messageId = await schedule();
    const stranger = testContext({ businessId: (await createBusiness()).id, now: noon });
    const plain = (await queueMessage(ctx, inputFor())).messageId;
    const notFound = { code: 'NOT_FOUND' };
    for (const deed of [sendScheduledMessage, cancelScheduledMessage, restoreScheduledMessage]) {
      await expect(deed(stranger, { messageId })).rejects.toMatchObject(notFound);
      await expect(deed(ctx, { messageId: plain })).rejects.toMatchObject(notFound);
    }
    const edit = { messageId, text: 'Mine', scheduledFor: five, seenAt: noon };
    await expect(rescheduleMessage(stranger, edit)).rejects.toMatchObject(notFound);
    expect(await read(messageId)).toMatchObject({ state: 'scheduled' });
  });
});

test('no message waits without a time', async () => {
  const ofMessage = eq(messages.id, await schedule());
  const broken = ctx.db((tx) => tx.update(messages).set({ scheduledFor: null }).where(ofMessage));
  await expect(broken).rejects.toMatchObject({ cause: { code: '23514' } });
});
