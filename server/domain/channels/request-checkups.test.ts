import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { jobEvents } from '#db/schema/job-events.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { insertJobEvents } from '#inngest/job-events.ts';
import { requestCheckups } from '#server/domain/channels/request-checkups.ts';

test('a channel is looked over when its last checkup is a day old, once', async () => {
  const { id: businessId } = await createBusiness();
  const now = new Date('2026-03-02T10:30:00Z');
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const never = await createChannel(businessId);
  const old = await createChannel(businessId, { checkedAt: hoursAgo(25) });
  await createChannel(businessId, { checkedAt: hoursAgo(23) });
  await createChannel(businessId, { status: 'disconnected' });
  await requestCheckups({ enqueue: insertJobEvents }, now);
  await requestCheckups({ enqueue: insertJobEvents }, now);
  const asked = await forSystem((tx) =>
    tx.select().from(jobEvents).where(eq(jobEvents.businessId, businessId)),
  );
  const about = asked.map(({ data }) => (data as { channelId: string }).channelId);
  expect(about.toSorted()).toEqual([never.id, old.id].toSorted());
});
