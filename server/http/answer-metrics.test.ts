import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { countAll } from '#db/measures.ts';
import { channels } from '#db/schema/channels.ts';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import { countUp } from '#server/counters.ts';
import { answerMetrics } from '#server/http/answer-metrics.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await useOwnDatabase()));
afterAll(() => database.drop());

const token = 'the token of the metrics';
const ask = (authorization?: string) =>
  new Request('http://localhost/api/metrics', {
    headers: authorization === undefined ? {} : { authorization },
  });

test('there are no metrics where no token is set', async () => {
  expect((await answerMetrics(ask('Bearer undefined'), undefined)).status).toBe(404);
});

test.each([undefined, 'Bearer ', 'Bearer wrong', `Basic ${token}`, token])(
  'who says %s is refused',
  async (authorization) => {
    const response = await answerMetrics(ask(authorization), token);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('frontdesk_');
  },
);

test('every line is in the form that Prometheus reads, and the figures are those of the rows', async () => {
  const conversation = await createConversation((await createBusiness()).id);
  await createMessage(conversation, { direction: 'outbound', state: 'queued' });
  const long = new Date(Date.now() - 90_000);
  await forSystem((tx) =>
    tx.insert(webhookDeliveries).values({ channelKind: 'whatsapp', body: '{}', receivedAt: long }),
  );
  const { businessId, channelId } = conversation;
  await forBusiness(businessId, async (tx) => {
    await tx.update(channels).set({ status: 'paused' }).where(eq(channels.id, channelId));
    const item = { businessId, deliveryId: randomUUID(), channelKind: 'whatsapp' } as const;
    const kept = { ...item, position: 0, reason: 'Broken.', item: { businessId } };
    await tx.insert(deadLetters).values(kept);
  });
  countUp('webhook_deliveries_received', 3);
  const response = await answerMetrics(ask(`Bearer ${token}`), token);
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  const text = await response.text();
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{state="[a-z]+"\})? \d+(\.\d+)?)$/);
  }
  const figure = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  expect(figure('frontdesk_messages_under_way{state="queued"}')).toBeGreaterThanOrEqual(1);
  expect(figure('frontdesk_channels{state="paused"}')).toBeGreaterThanOrEqual(1);
  expect(figure('frontdesk_dead_letters_waiting')).toBeGreaterThanOrEqual(1);
  expect(figure('frontdesk_job_runs{state="failed"}')).toBeGreaterThanOrEqual(0);
  expect(figure('frontdesk_messages_failed_total')).toBe(0);
  expect(figure('frontdesk_webhook_deliveries_pending')).toBe(1);
  expect(figure('frontdesk_webhook_deliveries_oldest_seconds')).toBeGreaterThanOrEqual(90);
  expect(figure('frontdesk_webhook_deliveries_received_total')).toBe(3);
  expect(figure('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
});

test('no table that grows with use is read whole to count it', async () => {
  const plan = await forSystem(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    const { rows } = await tx.execute<Record<string, string>>(sql`explain ${countAll}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  for (const table of [
    'job_runs',
    'job_events',
    'webhook_deliveries',
    'messages',
    'dead_letters',
  ]) {
    expect(plan).toMatch(new RegExp(`Index.* on ${table}`));
    expect(plan).not.toContain(`Seq Scan on ${table}`);
  }
});
