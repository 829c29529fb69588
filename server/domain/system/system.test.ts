import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { jobQueue } from '#db/schema/job-queue.ts';
import { jobRuns, jobSteps } from '#db/schema/job-runs.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { getSystem } from '#server/domain/system/get-system.ts';
import { listRuns } from '#server/domain/system/list-runs.ts';
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
): Promise<string> {
  return forSystem(async (tx) => {
    const { businessId } = ctx;
    const functionId = 'frontdesk-shown-in-settings';
    const [event] = await tx
      .insert(jobEvents)
      .values({ businessId, name: 'settings.shown', data: {}, dispatchedAt: new Date() })
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
    await createRun({ state: 'queued' }, { availableAt: since });
    expect(await getSystem(ctx)).toMatchObject({ waiting: 2, oldestDueAt: since });
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

describe('tenancy', () => {
  test('a stranger sees nothing of it and can change nothing', async () => {
    const runId = await failed();
    await waiting();
    const stranger = await adminOf((await createBusiness()).id);
    expect((await listRuns(stranger, all)).runs).toEqual([]);
    expect(await getSystem(stranger)).toMatchObject({ waiting: 0, failed: 0 });
    await expect(retryRun(stranger, { runId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listRuns(ctx, all)).runs).toContainEqual(
      expect.objectContaining({ id: runId, state: 'failed' }),
    );
  });

  test('is for admins', async () => {
    const agent = await createMember(ctx.businessId, { role: 'agent' });
    const asAgent = testContext({ businessId: ctx.businessId, actor: actorOf(agent) });
    const refused = { code: 'FORBIDDEN' };
    await expect(listRuns(asAgent, all)).rejects.toMatchObject(refused);
    await expect(getSystem(asAgent)).rejects.toMatchObject(refused);
    await expect(retryRun(asAgent, { runId: randomUUID() })).rejects.toMatchObject(refused);
  });
});
