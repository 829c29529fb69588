import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobEvents } from '#db/schema/job-events.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { insertJobEvents } from '#inngest/job-events.ts';
import { requestCheckups } from '#server/domain/channels/request-checkups.ts';

// Others' channels would be due as well.
let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

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
