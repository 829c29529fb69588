import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { cancelRuns } from '#db/cancel-runs.ts';
import { forSystem } from '#db/system.ts';
import { freeFlow } from '#inngest/embedded/flow-control.ts';
import { refuseInvocations } from '#inngest/embedded/refuse-invocations.ts';
import { completeRun, failRun, keepStep, queuePlan, retryLater } from '#inngest/embedded/settle.ts';
import { claimItems } from '#inngest/embedded/store.ts';
import type { ClaimedItem } from '#inngest/embedded/store.ts';
import { queueLength, runsOf, sendQuietly } from '#inngest/embedded/testing/run-functions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

const leaseMs = 30_000;
const functions = [
  {
    ...freeFlow,
    id: 'test-settle',
    triggers: [{ event: 'settle.asked' }],
    timers: [],
    cancelOn: [],
    timeouts: {},
    failureHandler: undefined,
    maxAttempts: 1,
  },
];

async function claim(limit = 50): Promise<ClaimedItem[]> {
  const { items } = await claimItems({ functions, owner: 'test', limit, leaseMs, heldIds: [] });
  return items;
}

async function claimOne(): Promise<ClaimedItem> {
  await sendQuietly('settle.asked');
  await claim(0);
  const [item] = await claim(1);
  if (item === undefined) throw new Error('nothing was due');
  return item;
}

const planned = (hash: string) => ({ hash, name: hash, kind: 'step' as const, delayMs: 0 });
const result = (item: ClaimedItem) => ({
  hash: item.stepHash ?? 'a',
  name: 'a',
  result: { data: 1 },
});

describe('settling an item', () => {
  test('of steps that end at the same moment lets exactly one go on', async () => {
    for (let round = 0; round < 30; round += 1) {
      await queuePlan(await claimOne(), ['a', 'b', 'c'].map(planned), performance.now());
      const items = await claim();
      expect(items).toHaveLength(3);
      const settled = await Promise.all(items.map((item) => keepStep(item, result(item), leaseMs)));
      expect(settled.map(({ next }) => next).sort()).toEqual(['done', 'done', 'on']);
      const last = settled.find(({ next }) => next === 'on');
      expect(last).toMatchObject({ steps: [{}, {}, {}] });
      await forSystem((tx) => tx.execute(sql`delete from job_queue`));
    }
  });

  test('twice, as after a commit whose answer was lost, changes nothing the second time', async () => {
    const item = await claimOne();
    const first = await keepStep(item, result(item), leaseMs);
    expect(await keepStep(item, result(item), leaseMs)).toEqual(first);
    expect((await completeRun(item, 'over')).next).toBe('done');
    expect((await completeRun(item, 'again')).next).toBe('lost');
    expect((await runsOf('settle')).at(-1)).toMatchObject({ output: 'over', steps: ['a'] });
  });

  test('writes nothing once another holds it', async () => {
    const item = await claimOne();
    const other = { ...item, leaseToken: crypto.randomUUID() };
    const attempts = [
      keepStep(other, result(item), leaseMs),
      queuePlan(other, [planned('z')], performance.now()),
      retryLater(other, { message: 'no' }, 1),
      completeRun(other, 'no'),
      failRun(other, 'no', undefined),
    ];
    for (const settled of await Promise.all(attempts)) expect(settled).toEqual({ next: 'lost' });
    expect((await runsOf('settle')).at(-1)).toMatchObject({ state: 'running', steps: [] });
    expect(await queueLength()).toBe(1);
  });

  test('that another run waited for leaves that run alone once it has moved on', async () => {
    const parent = await claimOne();
    await retryLater(parent, 'to be tried again', 60_000);
    const ends = [
      (child: ClaimedItem) => completeRun(child, 'late'),
      (child: ClaimedItem) => failRun(child, 'late', undefined),
      ({ runId }: ClaimedItem) =>
        forSystem((tx) => cancelRuns(tx, { ids: [runId], reason: 'late' })),
      (child: ClaimedItem) => forSystem((tx) => refuseInvocations(tx, [child], 'late')),
    ];
    for (const end of ends) {
      const child = { ...(await claimOne()), invokedBy: parent.id };
      await forSystem((tx) =>
        tx.execute(sql`update job_runs set invoked_by = ${parent.id} where id = ${child.runId}`),
      );
      await end(child);
    }
    const { rows } = await forSystem((tx) =>
      tx.execute(sql`select result, available_at > now() as "isLater"
        from job_queue where id = ${parent.id}`),
    );
    expect(rows).toEqual([{ result: null, isLater: true }]);
    await forSystem((tx) => tx.execute(sql`delete from job_queue`));
  });

  test('counts a timer from when its function asked for it, not from when that is written', async () => {
    const timer = { hash: 't', name: 't', kind: 'timer' as const, delayMs: 60_000 };
    await queuePlan(await claimOne(), [timer], performance.now() - 50_000);
    const { rows } = await forSystem((tx) =>
      tx.execute<{ seconds: number }>(sql`
        select extract(epoch from available_at - created_at)::float8 as seconds
        from job_queue where kind = 'timer'`),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.seconds).toBeLessThan(30);
  });
});
