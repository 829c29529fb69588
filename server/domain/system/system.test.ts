import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { jobQueue } from '#db/schema/job-queue.ts';
import { jobRuns, jobSteps } from '#db/schema/job-runs.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { forSystem } from '#db/system.ts';
import {
  createBusiness,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import { cancelRun } from '#server/domain/system/cancel-run.ts';
import { getSystem } from '#server/domain/system/get-system.ts';
import { listRuns } from '#server/domain/system/list-runs.ts';
import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { retryRun } from '#server/domain/system/retry-run.ts';
import { listRunsSchema } from '#server/domain/system/schema.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

type Context = ReturnType<typeof testContext>;
let ctx: Context;

beforeEach(async () => {
  ctx = await adminOf((await createBusiness()).id);
});

async function adminOf(businessId: string): Promise<Context> {
  const admin = await createMember(businessId, { role: 'admin' });
  return testContext({ businessId, actor: actorOf(admin) });
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const all = listRunsSchema.parse({ view: 'all' });
const unsettled = listRunsSchema.parse({});

/** A run of the context's business, in a function that no test carries out. */
async function createRun(
  run: Partial<typeof jobRuns.$inferInsert> = {},
  item?: Partial<typeof jobQueue.$inferInsert>,
  asked: Pick<typeof jobEvents.$inferInsert, 'name' | 'data'> = {
    name: 'settings.shown',
    data: {},
  },
): Promise<string> {
  return forSystem(async (tx) => {
    const { businessId } = ctx;
    const functionId = 'frontdesk-shown-in-settings';
    const [event] = await tx
      .insert(jobEvents)
      .values({ businessId, ...asked, dispatchedAt: new Date() })
      .returning();
    const values = { functionId, eventId: event?.id ?? '', ...run };
    const [made] = await tx.insert(jobRuns).values(values).returning();
    const runId = made?.id ?? '';
    if (item !== undefined) await tx.insert(jobQueue).values({ runId, functionId, ...item });
    return runId;
  });
}

const failure = { name: 'Error', message: 'The provider said no.', stack: 'at …' };
const failed = () => createRun({ state: 'failed', error: failure, finishedAt: new Date() });
const waiting = () =>
  createRun({ state: 'running' }, { attempt: 2, availableAt: minutes(5), lastError: failure });

describe('the work of a business', () => {
  test('shows what goes on and what failed, with tries, steps and the error’s sentence', async () => {
    await createRun({ state: 'completed', finishedAt: new Date() });
    const [late, broken] = [await waiting(), await failed()];
    const result = { data: 1 };
    await forSystem((tx) =>
      tx.insert(jobSteps).values({ runId: late, hash: 'a', name: 'claim', attempts: 1, result }),
    );
    const { runs } = await listRuns(ctx, unsettled);
    expect(runs).toMatchObject([
      { id: broken, state: 'failed', error: 'The provider said no.', canRetry: true },
      {
        id: late,
        job: 'shown-in-settings',
        failedTries: 2,
        canRetry: true,
        error: 'The provider said no.',
        steps: [{ name: 'claim', attempts: 1, hasFailed: false }],
      },
    ]);
    expect(runs[1]?.nextTryAt?.getTime()).toBeGreaterThan(Date.now());
    expect((await listRuns(ctx, all)).runs).toHaveLength(3);
  });

  test('comes in pages, newest first', async () => {
    const made = [await failed(), await failed(), await failed()];
    const first = await listRuns(ctx, { ...all, limit: 2 });
    const second = await listRuns(ctx, { ...all, limit: 2, cursor: first.nextCursor });
    expect([...first.runs, ...second.runs].map(({ id }) => id)).toEqual(made.reverse());
    expect(second.nextCursor).toBeNull();
  });

  test('is counted, with the moment since when the oldest waits', async () => {
    await createRun({ state: 'completed', finishedAt: new Date() });
    await waiting();
    await failed();
    expect(await getSystem(ctx)).toMatchObject({ waiting: 1, failed: 1, dropped: 0 });
    expect((await getSystem(ctx)).oldestDueAt).toBeNull();
    const since = minutes(-3);
    await createRun({ state: 'queued' }, { availableAt: since, createdAt: since });
    expect(await getSystem(ctx)).toMatchObject({ waiting: 2, oldestDueAt: since });
  });

  test('waits since it came, also when its priority puts it before what came earlier', async () => {
    const createdAt = minutes(-1);
    await createRun({ state: 'queued' }, { availableAt: minutes(-3), createdAt });
    expect(await getSystem(ctx)).toMatchObject({ oldestDueAt: createdAt });
  });
});

describe('trying again', () => {
  const itemOf = async (runId: string) =>
    (await forSystem((tx) => tx.select().from(jobQueue).where(eq(jobQueue.runId, runId))))[0];

  test('takes a failed run up where it failed, and says who asked', async () => {
    const runId = await failed();
    const step = { runId, attempts: 1 };
    await forSystem((tx) =>
      tx.insert(jobSteps).values([
        { ...step, hash: 'done', name: 'done', result: { data: 1 } },
        { ...step, hash: 'broken', name: 'broken', result: { error: failure } },
      ]),
    );
    await retryRun(ctx, { runId });
    const [shown] = (await listRuns(ctx, all)).runs;
    expect(shown).toMatchObject({ state: 'queued', error: null, steps: [{ name: 'done' }] });
    expect(await itemOf(runId)).toMatchObject({ kind: 'discovery', attempt: 0 });
    expect(await ctx.db((tx) => tx.select().from(activities))).toMatchObject([
      { kind: 'run.retried', actor: 'member', data: { runId } },
    ]);
  });

  test('does not let a waiting try wait', async () => {
    const runId = await waiting();
    await retryRun(ctx, { runId });
    expect((await itemOf(runId))?.availableAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  test('asked twice at once is done once', async () => {
    const runId = await failed();
    const both = await Promise.allSettled([retryRun(ctx, { runId }), retryRun(ctx, { runId })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT' },
    });
  });

  test('is refused for what is done, and for what somebody is at', async () => {
    const done = await createRun({ state: 'completed', finishedAt: new Date() });
    const held = await createRun(
      { state: 'running' },
      { attempt: 1, availableAt: minutes(1), leaseToken: randomUUID(), leaseOwner: 'a test' },
    );
    for (const runId of [done, held]) {
      await expect(retryRun(ctx, { runId })).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
});

describe('cancelling', () => {
  const itemsOf = (runId: string) =>
    forSystem((tx) => tx.select().from(jobQueue).where(eq(jobQueue.runId, runId)));
  const read = async (messageId: string) => {
    const [row] = await ctx.db((tx) =>
      tx.select().from(messages).where(eq(messages.id, messageId)),
    );
    return row;
  };
  const isDue = { availableAt: minutes(-1) };
  const isHeld = { availableAt: minutes(1), leaseToken: randomUUID(), leaseOwner: 'a test' };

  /** A message with the run that is to bring it on its way. */
  async function onItsWay(overrides: Partial<typeof messages.$inferInsert> = {}) {
    const conversation = await createConversation(ctx.businessId, { lastInboundAt: new Date() });
    const message = await createMessage(conversation, { direction: 'outbound', ...overrides });
    const { id: messageId, businessId, scheduledFor, state } = message;
    await ctx.db((tx) =>
      tx
        .update(conversations)
        .set({ lastMessageId: messageId, lastMessageState: state })
        .where(eq(conversations.id, conversation.id)),
    );
    const asked =
      scheduledFor === null
        ? { name: 'message.queued', data: { businessId, messageId } }
        : { name: 'message.scheduled', data: { businessId, messageId, scheduledFor } };
    const runId = await createRun(
      { state: 'running' },
      state === 'sending' ? isHeld : isDue,
      asked,
    );
    return { runId, messageId, conversationId: conversation.id };
  }

  test('ends a run that waits, sleeps or is at work, and says who asked', async () => {
    const runs = [
      await createRun({ state: 'queued' }, isDue),
      await waiting(),
      await createRun({ state: 'running' }, isHeld),
    ];
    for (const runId of runs) await cancelRun(ctx, { runId });
    const shown = (await listRuns(ctx, all)).runs;
    expect(shown.map(({ state, canCancel }) => [state, canCancel])).toEqual(
      runs.map(() => ['cancelled', false]),
    );
    expect(shown[0]?.error).toBe('Cancelled: Ana Souza asked for it.');
    for (const runId of runs) expect(await itemsOf(runId)).toEqual([]);
    const noted = await ctx.db((tx) => tx.select().from(activities));
    expect(noted.map(({ kind, actor, data }) => [kind, actor, data.runId])).toEqual(
      runs.map((runId) => ['run.cancelled', 'member', runId]),
    );
  });

  test('of a message that waits to be sent leaves it failed, to be sent again by hand', async () => {
    const { runId, messageId, conversationId } = await onItsWay();
    await cancelRun(ctx, { runId });
    const failureText = 'Ana Souza cancelled this before it was sent.';
    expect(await read(messageId)).toMatchObject({ state: 'failed', canRetry: true, failureText });
    const [thread] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, conversationId)),
    );
    expect(thread).toMatchObject({ lastMessageState: 'failed', lastMessageFailure: failureText });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'failed' });
    await retryMessage(ctx, { messageId });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
  });

  test('of a bulk send pauses it and says why, until somebody resumes it', async () => {
    const { channelId } = await createConversation(ctx.businessId, { lastInboundAt: new Date() });
    const audience = { contactIds: [], isToEveryone: true };
    const made = { name: 'Spring', channelId, text: 'Ten percent off.', ...audience };
    const { campaignId } = await createCampaign(ctx, made);
    await launchCampaign(ctx, { campaignId });
    const { businessId } = ctx;
    const asked = { name: 'campaign.launched', data: { businessId, campaignId, run: 1 } };
    const runId = await createRun({ state: 'running' }, isHeld, asked);
    await cancelRun(ctx, { runId });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'paused',
      pauseSentence: 'Ana Souza cancelled the work that sent it.',
    });
    await resumeCampaign(ctx, { campaignId });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({ state: 'running' });
  });

  test('of a message that is with the provider says that nobody knows, until its answer comes', async () => {
    const conversation = await createConversation(ctx.businessId, { lastInboundAt: new Date() });
    const { id: messageId, businessId } = await createMessage(conversation, {
      direction: 'outbound',
    });
    const asked = { name: 'message.queued', data: { businessId, messageId } };
    const runId = await createRun({ state: 'running' }, isHeld, asked);
    ctx.answerNextSend(async () => {
      await cancelRun(ctx, { runId });
      const row = await read(messageId);
      expect(row).toMatchObject({ state: 'unknown', failureCode: 'sending_cancelled' });
      return { ok: true, providerMessageId: `wamid.${messageId}` };
    });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'accepted' });
    expect(await read(messageId)).toMatchObject({ failureCode: null, canRetry: false });
  });

  test('of a message whose send the provider put off does not let it go later by itself', async () => {
    const { runId, messageId } = await onItsWay();
    ctx.answerNextSend(async () => {
      await cancelRun(ctx, { runId });
      const failure = { code: 'rate_limited', message: 'Too fast.', retryable: true } as const;
      return { ok: false, failure };
    });
    expect(await sendMessage(ctx, { messageId })).toEqual({ state: 'unknown' });
  });

  test('of a message that waits for its time fails it where people see it, not one with another time', async () => {
    const scheduledFor = minutes(60);
    const mine = await onItsWay({ state: 'scheduled', scheduledFor });
    const moved = await onItsWay({ state: 'scheduled', scheduledFor });
    await ctx.db((tx) =>
      tx
        .update(messages)
        .set({ scheduledFor: minutes(90) })
        .where(eq(messages.id, moved.messageId)),
    );
    const { conversationId } = mine;
    await closeConversation(ctx, { conversationId });
    for (const { runId } of [mine, moved]) await cancelRun(ctx, { runId });
    const failureText = 'Ana Souza cancelled this before it was sent.';
    const failure = { state: 'failed', failureCode: 'sending_cancelled', failureText };
    const { messages: shown } = await listMessages(ctx, { conversationId, limit: 10 });
    expect(shown).toMatchObject([{ id: mine.messageId, ...failure, canRetry: true }]);
    const [thread] = await ctx.db((tx) =>
      tx.select().from(conversations).where(eq(conversations.id, conversationId)),
    );
    expect(thread).toMatchObject({
      status: 'open',
      lastMessageId: mine.messageId,
      lastMessageState: 'failed',
      lastMessageFailure: failureText,
    });
    expect(await read(moved.messageId)).toMatchObject({ state: 'scheduled' });
    await retryMessage(ctx, { messageId: mine.messageId });
    expect(await sendMessage(ctx, { messageId: mine.messageId })).toEqual({ state: 'accepted' });
  });

  test('asked twice at once is done once, and is refused for what is over', async () => {
    const runId = await waiting();
    const both = await Promise.allSettled([cancelRun(ctx, { runId }), cancelRun(ctx, { runId })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const over of [runId, await failed()]) {
      await expect(cancelRun(ctx, { runId: over })).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
});

describe('tenancy', () => {
  test('a stranger sees nothing of it and can change nothing', async () => {
    const runId = await failed();
    const late = await waiting();
    const stranger = await adminOf((await createBusiness()).id);
    expect((await listRuns(stranger, all)).runs).toEqual([]);
    expect(await getSystem(stranger)).toMatchObject({ waiting: 0, failed: 0 });
    await expect(retryRun(stranger, { runId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(cancelRun(stranger, { runId: late })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listRuns(ctx, all)).runs.map(({ id, state }) => [id, state])).toEqual([
      [late, 'running'],
      [runId, 'failed'],
    ]);
  });

  test('is for admins', async () => {
    const agent = await createMember(ctx.businessId, { role: 'agent' });
    const asAgent = testContext({ businessId: ctx.businessId, actor: actorOf(agent) });
    const refused = { code: 'FORBIDDEN' };
    await expect(listRuns(asAgent, all)).rejects.toMatchObject(refused);
    await expect(getSystem(asAgent)).rejects.toMatchObject(refused);
    await expect(retryRun(asAgent, { runId: randomUUID() })).rejects.toMatchObject(refused);
    await expect(cancelRun(asAgent, { runId: randomUUID() })).rejects.toMatchObject(refused);
  });
});
