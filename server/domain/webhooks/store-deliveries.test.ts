import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { jobEventsInsert } from '#inngest/job-events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import type { StorePorts, VerifiedDelivery } from '#server/domain/webhooks/store-deliveries.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await useOwnDatabase()));
afterAll(() => database.drop());

const delivery = (body: string, signedFor: string[] | null = null): VerifiedDelivery => ({
  kind: 'whatsapp',
  body,
  signedFor,
});

function scene(over: Partial<StorePorts> = {}) {
  const counted: number[] = [];
  const store = deliveryStore({
    workOf: jobEventsInsert,
    stored: (count) => void counted.push(count),
    wake: () => undefined,
    ...over,
  });
  const marker = randomUUID();
  const rows = () =>
    forSystem((tx) =>
      tx
        .select()
        .from(webhookDeliveries)
        .where(sql`body like ${`%${marker}%`}`)
        .orderBy(webhookDeliveries.receivedAt, webhookDeliveries.id),
    );
  return { store, marker, counted, rows };
}

test('each keeps its bytes, its accounts and the order in which it came', async () => {
  const { store, marker, rows } = scene();
  const bodies = [
    '{"a":"\\u0000 \\ud83d\\ude00 😀 \\"x\\""}',
    '{ "b" : [1,\n2] }',
    '{"c":"{,}\\\\"}',
  ];
  const given = bodies.map((body, number) =>
    delivery(`${body}${' '.repeat(number)}\t${marker}`, [null, [], ['1', 'a "b", {c}']][number]),
  );
  await Promise.all(given.map(store));
  const kept = await rows();
  expect(kept.map(({ body, signedFor }) => ({ kind: 'whatsapp', body, signedFor }))).toEqual(given);
});

test('of those that come together one that the database refuses fails alone', async () => {
  const { store, marker, counted, rows } = scene();
  const pigeon = { ...delivery(`pigeon ${marker}`), kind: 'pigeon' as ChannelKind };
  const fates = await Promise.allSettled(
    [delivery(`1 ${marker}`), pigeon, delivery(`2 ${marker}`)].map(store),
  );
  expect(fates.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await rows()).map(({ body }) => body)).toEqual([`1 ${marker}`, `2 ${marker}`]);
  expect(counted).toEqual([1, 1]);
});

test('without the work that they mean none is stored', async () => {
  const { store, marker, counted, rows } = scene({
    workOf: () => sql`select 1 / 0`,
  });
  const fates = await Promise.allSettled([1, 2].map((n) => store(delivery(`${n} ${marker}`))));
  expect(fates.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await rows()).toEqual([]);
  expect(counted).toEqual([]);
});
