import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { insertJobEvent } from '#inngest/job-events.ts';
import { startRelay } from '#inngest/relay.ts';
import { requeueStranded } from '#inngest/requeue-stranded.ts';
import { startLoopbackServer } from '#inngest/testing/loopback-server.ts';
import type { LoopbackServer } from '#inngest/testing/loopback-server.ts';

const number = 120;

let database: TestDatabase;
let server: LoopbackServer;
beforeAll(async () => {
  database = await useOwnDatabase();
  server = await startLoopbackServer();
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** Work asked for with the change that asks for it, already as old as work that is looked after. */
async function takeDelivery(): Promise<string> {
  const receivedAt = new Date(Date.now() - 300_000);
  return forSystem(async (tx) => {
    const values = { channelKind: 'whatsapp', body: '{}', receivedAt } as const;
    const [row] = await tx.insert(webhookDeliveries).values(values).returning();
    const deliveryId = row?.id ?? '';
    await insertJobEvent(tx, { name: 'webhook.received', data: { deliveryIds: [deliveryId] } });
    return deliveryId;
  });
}

const taken = () => new Set(server.taken.flatMap(({ data }) => data.deliveryIds as string[]));
const until = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 });

test('an engine that is down delays work, and one that forgets it is asked again: none is lost', async () => {
  const registration = { ensure: () => Promise.resolve(), doubt: () => undefined };
  server.answer = () => 503;
  const relay = startRelay(server.settings, registration, { pollMs: 20, longestPauseMs: 40 });
  const deliveries: string[] = [];
  while (deliveries.length < number) deliveries.push(await takeDelivery());
  await until(() => {
    expect(server.offers).toBeGreaterThan(2);
  });
  expect(taken()).toEqual(new Set());

  server.answer = () => 200;
  await until(() => {
    expect(taken()).toEqual(new Set(deliveries));
  });
  expect(server.taken).toHaveLength(number);
  // All is well: nothing is asked for twice.
  await until(async () => {
    const { rows } = await forSystem((tx) =>
      tx.execute(sql`select from job_events where dispatched_at is null`),
    );
    expect(rows).toEqual([]);
  });
  expect(await requeueStranded(server.settings)).toBe(0);

  server.forget();
  expect(await requeueStranded(server.settings)).toBe(number);
  await until(() => {
    expect(taken()).toEqual(new Set(deliveries));
  });
  await relay.stop();
});
