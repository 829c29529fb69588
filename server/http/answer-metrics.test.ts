import { expect, test } from 'vitest';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import { countUp } from '#server/counters.ts';
import { answerMetrics } from '#server/http/answer-metrics.ts';

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
  expect(figure('frontdesk_webhook_deliveries_pending')).toBe(1);
  expect(figure('frontdesk_webhook_deliveries_oldest_seconds')).toBeGreaterThanOrEqual(90);
  expect(figure('frontdesk_webhook_deliveries_received_total')).toBe(3);
  expect(figure('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
});
