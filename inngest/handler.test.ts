import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#inngest/embedded/canonical-json.ts';
import { signature } from '#inngest/embedded/signature.ts';
import { jobSigningKey } from '#inngest/client.ts';
import { answerJobCall } from '#inngest/handler.ts';

const body = canonicalJson({
  event: { name: 'webhook.received', data: { deliveryIds: ['not an id'] } },
  events: [],
  steps: {},
  ctx: { run_id: 'run', attempt: 0 },
  version: 2,
});

function call(method: string, headers: Record<string, string> = {}): Promise<Response> {
  const url =
    'http://frontdesk.test/api/inngest?fnId=frontdesk-apply-webhook-deliveries&stepId=step';
  return answerJobCall(
    new Request(url, {
      method,
      headers: { host: 'frontdesk.test', 'content-type': 'application/json', ...headers },
      ...(method === 'POST' ? { body } : {}),
    }),
  );
}

describe('the address that functions are called at', () => {
  test('runs a function only for a call signed with our key', async () => {
    const signed = await call('POST', { 'x-inngest-signature': signature(jobSigningKey(), body) });
    expect(signed.status).toBe(400);
    expect(await signed.text()).toContain('The event webhook.received is malformed.');
  });

  test('leaves it to the caller to keep each step', async () => {
    const data = { businessId: randomUUID(), campaignId: randomUUID(), run: 1 };
    const asked = canonicalJson({
      event: { name: 'campaign.launched', data },
      events: [],
      steps: {},
      ctx: { run_id: 'run', attempt: 0, fn_id: 'its name elsewhere', qi_id: 'a ticket of theirs' },
      version: 2,
    });
    const response = await answerJobCall(
      new Request('http://frontdesk.test/api/inngest?fnId=frontdesk-send-campaign&stepId=step', {
        method: 'POST',
        headers: {
          host: 'frontdesk.test',
          'content-type': 'application/json',
          'x-inngest-signature': signature(jobSigningKey(), asked),
        },
        body: asked,
      }),
    );
    expect(response.status).toBe(206);
    expect(await response.json()).toMatchObject([{ op: 'StepRun', data: { kind: 'over' } }]);
  });

  test.each([
    ['without a signature', {}],
    [
      'with the signature of another key',
      { 'x-inngest-signature': signature('signkey-x-00', body) },
    ],
    [
      'with the signature of another body',
      { 'x-inngest-signature': signature(jobSigningKey(), `${body} `) },
    ],
    [
      'with a signature of an hour ago',
      { 'x-inngest-signature': signature(jobSigningKey(), body, Date.now() - 3_600_000) },
    ],
  ])('answers 401 to a call %s', async (_, headers) => {
    const response = await call('POST', headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('malformed');
  });

  test('offers nothing else while there is no Inngest server', async () => {
    expect((await call('GET')).status).toBe(405);
    expect((await call('PUT')).status).toBe(405);
  });

  test('refuses a body over 4 MB before it reads it', async () => {
    const response = await call('POST', { 'content-length': '5000000' });
    expect(response.status).toBe(413);
  });
});
