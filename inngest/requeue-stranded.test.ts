import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { campaigns } from '#db/schema/campaigns.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forBusiness } from '#db/business.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import { insertJobEvent, wakeExecutor } from '#inngest/job-events.ts';
import { startRelay } from '#inngest/relay.ts';
import { requeueStranded } from '#inngest/requeue-stranded.ts';
import { startLoopbackServer } from '#inngest/testing/loopback-server.ts';
import type { LoopbackServer } from '#inngest/testing/loopback-server.ts';

let database: TestDatabase;
let conversation: Awaited<ReturnType<typeof createConversation>>;
beforeAll(async () => {
  database = await useOwnDatabase();
  conversation = await createConversation((await createBusiness()).id);
});
afterAll(() => database.drop());
beforeEach(() =>
  forSystem((tx) => tx.execute(sql`delete from job_events`)).then(() =>
    forSystem((tx) => tx.delete(webhookDeliveries)),
  ),
);

const noDoubt = () => undefined;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

const outbound = (state: 'queued' | 'sending' | 'sent', stateAt: Date, leaseUntil?: Date) =>
  createMessage(conversation, {
    direction: 'outbound',
    state,
    stateAt,
    ...(leaseUntil && { leaseUntil }),
  });

async function deliver(receivedAt: Date, state: 'pending' | 'applied' = 'pending') {
  const values = { channelKind: 'whatsapp', body: '{}', receivedAt, state } as const;
  const [row] = await forSystem((tx) => tx.insert(webhookDeliveries).values(values).returning());
  return row?.id ?? '';
}

async function asked() {
  const rows = await forSystem((tx) => tx.select().from(jobEvents));
  const subjectsOf = ({ data }: (typeof rows)[number]) =>
    [data.deliveryIds ?? data.messageId ?? data.campaignId].flat();
  return rows.flatMap(subjectsOf).map(String).sort();
}

interface Dispatched {
  isQueued: boolean;
  functionId?: string;
}

/** As the executor leaves it: the event taken, and its run with or without a place in the queue. */
async function dispatch(
  subject: string,
  { isQueued, functionId = 'frontdesk-apply-webhook-deliveries' }: Dispatched,
) {
  await forSystem((tx) =>
    tx.execute(sql`
      with event as (
        update job_events set dispatched_at = now()
        where data ->> 'messageId' = ${subject} or (data -> 'deliveryIds')::jsonb ? ${subject}
        returning id
      ), run as (
        insert into job_runs (function_id, event_id, state)
        select ${functionId}, id, ${isQueued ? 'running' : 'failed'} from event returning id
      )
      insert into job_queue (run_id, function_id, available_at)
      select id, ${functionId}, now() + interval '2 hours' from run where ${isQueued}`),
  );
}

describe('work that nobody is at', () => {
  test('is asked for again: overdue deliveries, replies and sends past their lease, no others', async () => {
    const delivery = await deliver(ago(300));
    const reply = await outbound('queued', ago(300));
    const halfSent = await outbound('sending', ago(400), ago(300));
    await deliver(ago(300), 'applied');
    await deliver(ago(10));
    await outbound('queued', ago(10));
    await outbound('sending', ago(130), ago(-20));
    await outbound('sent', ago(300));
    expect(await requeueStranded(null)).toBe(3);
    expect(await asked()).toEqual([delivery, reply.id, halfSent.id].sort());
  });

  test('is asked for within seconds when the lease of whoever sent it is over', async () => {
    const left = await outbound('sending', ago(55), ago(10));
    const held = await outbound('sending', ago(46), ago(1));
    await requeueStranded(null);
    expect(await asked()).toContain(left.id);
    expect(await asked()).not.toContain(held.id);
  });

  test('is asked for once, however often and by however many one looks', async () => {
    await deliver(ago(300));
    await Promise.all([1, 2, 3].map(() => requeueStranded(null)));
    expect(await requeueStranded(null)).toBe(0);
    const subjects = await asked();
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  test('whose next try is hours away is left to that try', async () => {
    const delivery = await deliver(ago(300));
    await requeueStranded(null);
    await dispatch(delivery, { isQueued: true });
    await requeueStranded(null);
    expect((await asked()).filter((one) => one === delivery)).toHaveLength(1);
  });

  test('whose next try is one of a function that is no more is asked for again', async () => {
    const delivery = await deliver(ago(300));
    await requeueStranded(null);
    await dispatch(delivery, { isQueued: true, functionId: 'frontdesk-of-old' });
    await requeueStranded(null);
    expect((await asked()).filter((one) => one === delivery)).toHaveLength(2);
  });

  test('is asked for again when its job gave up', async () => {
    const delivery = await deliver(ago(300));
    await requeueStranded(null);
    await dispatch(delivery, { isQueued: false });
    await requeueStranded(null);
    expect((await asked()).filter((one) => one === delivery)).toHaveLength(2);
  });
});

describe('work that an Inngest server took', () => {
  let server: LoopbackServer;
  beforeEach(async () => {
    server = await startLoopbackServer();
  });
  afterEach(() => server.close());

  /** Records a delivery whose event the server took so many hours ago; returns its id. */
  async function forwarded(hours = 0): Promise<string> {
    const deliveryId = await deliver(ago(300));
    const relay = startRelay(server.settings, { ensure: () => Promise.resolve(), doubt: noDoubt });
    await forSystem((tx) =>
      insertJobEvent(tx, { name: 'webhook.received', data: { deliveryIds: [deliveryId] } }),
    );
    wakeExecutor();
    await vi.waitFor(() => {
      expect(server.taken.map(({ data }) => String(data.deliveryIds))).toContain(deliveryId);
    });
    await relay.stop();
    await forSystem((tx) => tx.update(jobEvents).set({ dispatchedAt: ago(hours * 3_600) }));
    return deliveryId;
  }

  /** How often the work was asked for, after one look at what is stranded. */
  async function timesAsked(delivery: string, doubt = noDoubt): Promise<number> {
    await requeueStranded(server.settings, { doubt });
    return (await asked()).filter((one) => one === delivery).length;
  }

  test.each([
    ['at work, or waits for its next try', () => ['Failed', 'Running']],
    ['in its queue', () => ['Scheduled']],
    ['in a state it does not tell', () => null],
  ])('is left to it while it is %s', async (_, runs) => {
    const delivery = await forwarded();
    server.runsOf = runs;
    expect(await timesAsked(delivery)).toBe(1);
  });

  test.each([
    ['gave it up', () => ['Failed']],
    ['was told to stop it', () => ['Cancelled']],
    ['never began it', () => []],
  ])('is asked for again once the server %s', async (_, runs) => {
    const delivery = await forwarded();
    server.runsOf = runs;
    expect(await timesAsked(delivery)).toBe(2);
    expect(await timesAsked(delivery)).toBe(2);
  });

  test('is asked for again though the server says nothing of other work', async () => {
    const [silent, failed] = [await forwarded(), await forwarded()];
    const unspoken = server.taken.find(({ data }) => String(data.deliveryIds) === silent);
    server.runsOf = (eventId) => (eventId === unspoken?.id ? null : ['Failed']);
    expect(await timesAsked(failed)).toBe(2);
    expect((await asked()).filter((one) => one === silent)).toHaveLength(1);
  });

  test('is asked for again once the server lost it with all it knew, functions included', async () => {
    const doubt = vi.fn();
    const delivery = await forwarded();
    server.forget();
    expect(await timesAsked(delivery, doubt)).toBe(2);
    expect(doubt).toHaveBeenCalledOnce();
  });

  test('is asked for again once the server lost its queue, though it counts the run as running', async () => {
    const delivery = await forwarded();
    server.hasJobs = false;
    expect(await timesAsked(delivery)).toBe(2);
  });

  test('is asked for when the embedded executor had begun it, before work went over to a server', async () => {
    const delivery = await deliver(ago(300));
    await requeueStranded(null);
    await dispatch(delivery, { isQueued: true });
    expect(await timesAsked(delivery)).toBe(2);
  });

  test('is asked for again after a silence that no job keeps, whatever the server says', async () => {
    const delivery = await forwarded(7);
    expect(await timesAsked(delivery)).toBe(1);
    await forSystem((tx) => tx.update(jobEvents).set({ dispatchedAt: ago(9 * 3_600) }));
    expect(await timesAsked(delivery)).toBe(2);
  });
});

describe('a message that waits for its time', () => {
  const scheduled = (scheduledFor: Date) =>
    createMessage(conversation, {
      direction: 'outbound',
      state: 'scheduled',
      stateAt: ago(9_000),
      scheduledFor,
    });

  test('is asked for again when its time came and nobody woke, unless a person must decide', async () => {
    await requeueStranded(null);
    await forSystem((tx) => tx.execute(sql`delete from job_events`));
    const due = await scheduled(ago(300));
    await scheduled(ago(2 * 3_600 + 60));
    await scheduled(ago(10));
    await scheduled(ago(-300));
    await requeueStranded(null);
    const events = await forSystem((tx) =>
      tx.select().from(jobEvents).where(eq(jobEvents.name, 'message.scheduled')),
    );
    expect(events.map(({ data }) => data)).toEqual([
      {
        businessId: due.businessId,
        messageId: due.id,
        scheduledFor: due.scheduledFor?.toISOString(),
      },
    ]);
  });

  test('is asked for again when only a job for the time it had before sleeps', async () => {
    const due = await scheduled(ago(300));
    const data = { businessId: due.businessId, messageId: due.id };
    const before = { ...data, scheduledFor: ago(-604_800).toISOString() };
    await forSystem((tx) =>
      tx
        .insert(jobEvents)
        .values({ name: 'message.scheduled', businessId: due.businessId, data: before }),
    );
    await dispatch(due.id, { isQueued: true, functionId: 'frontdesk-send-scheduled-message' });
    await requeueStranded(null);
    await requeueStranded(null);
    expect((await asked()).filter((one) => one === due.id)).toHaveLength(2);
  });

  test('does not hide, by the job that sleeps for it, that its sending was lost', async () => {
    const { id, businessId } = await outbound('queued', ago(300));
    const scheduledFor = ago(-3_600).toISOString();
    const data = { businessId, messageId: id, scheduledFor };
    await forSystem((tx) =>
      tx.insert(jobEvents).values({ name: 'message.scheduled', businessId, data }),
    );
    await dispatch(id, { isQueued: true });
    await requeueStranded(null);
    const sends = await forSystem((tx) =>
      tx
        .select()
        .from(jobEvents)
        .where(sql`name = 'message.queued' and data ->> 'messageId' = ${id}`),
    );
    expect(sends).toHaveLength(1);
  });
});

describe('a bulk send', () => {
  const campaign = async (state: 'running' | 'paused', stateAt: Date) => {
    const { businessId, channelId } = conversation;
    const values = { businessId, channelId, name: 'Spring offer', text: 'Ten percent off.' };
    const [row] = await forBusiness(businessId, (tx) =>
      tx
        .insert(campaigns)
        .values({ ...values, state, stateAt })
        .returning(),
    );
    return row?.id ?? '';
  };

  test('that runs and has nobody carrying it out is woken, once', async () => {
    const running = await campaign('running', ago(300));
    await campaign('running', ago(10));
    await campaign('paused', ago(300));
    await requeueStranded(null);
    await requeueStranded(null);
    const woken = await forSystem((tx) =>
      tx.select().from(jobEvents).where(eq(jobEvents.name, 'campaign.launched')),
    );
    expect(woken.map(({ data }) => data)).toEqual([
      { businessId: conversation.businessId, campaignId: running },
    ]);
  });

  test('settles its own messages: none is asked for by itself, whatever became of it', async () => {
    const campaignId = await campaign('paused', ago(300));
    const ofCampaign = { direction: 'outbound', author: 'campaign', campaignId } as const;
    await createMessage(conversation, { ...ofCampaign, state: 'queued', stateAt: ago(300) });
    const lost = { state: 'sending', stateAt: ago(300), leaseUntil: ago(200) } as const;
    const { id } = await createMessage(conversation, { ...ofCampaign, ...lost });
    await requeueStranded(null);
    expect(await asked()).toContain(campaignId);
    expect(await asked()).not.toContain(id);
  });
});
