import { createHmac, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { jobEventsInsert } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import { testContext } from '#tests/setup/test-context.ts';

export const appSecret = 'the hosted app';
/** Of two businesses, once a file has called `prepareChannels` before its tests. */
export let ours: Awaited<ReturnType<typeof createChannel>>;
export let theirs: Awaited<ReturnType<typeof createChannel>>;

export async function prepareChannels(): Promise<void> {
  const [first, second] = [await createBusiness(), await createBusiness()];
  const withSecret = (secret: string) => ({
    credentials: { accessToken: 'token', appSecret: secret },
  });
  ours = await createChannel(first.id, withSecret('our own app'));
  theirs = await createChannel(second.id, withSecret('their own app'));
}

const quiet = () => undefined;
export const ports = {
  channels: channelPort(),
  appSecret,
  store: deliveryStore({ workOf: jobEventsInsert, stored: quiet, wake: quiet }),
};
export const applyPorts = {
  channels: channelPort(),
  contextFor: (businessId: string) => testContext({ businessId }),
  giveWay: () => Promise.resolve(),
  note: () => undefined,
};

export function message(overrides: Record<string, unknown> = {}) {
  return {
    from: '919820044121',
    id: `wamid.${randomUUID()}`,
    timestamp: '1772445600',
    type: 'text',
    text: { body: 'Is Ana in today?' },
    ...overrides,
  };
}

export function change(channel: { externalId: string }, value: Record<string, unknown>) {
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '912248971120', phone_number_id: channel.externalId },
      contacts: [{ profile: { name: 'Priya' }, wa_id: '919820044121' }],
      ...value,
    },
  };
}

export const envelope = (...changes: unknown[]) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes }],
});

export function signed(body: unknown, secret: string) {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
  return {
    kind: 'whatsapp' as const,
    rawBody,
    headers: { 'x-hub-signature-256': `sha256=${digest}` },
  };
}

export async function receive(body: unknown, secret = appSecret): Promise<string> {
  const marker = randomUUID();
  await receiveDelivery(ports, signed({ ...(body as object), marker }, secret));
  const stored = await forSystem((tx) => tx.select().from(webhookDeliveries));
  const mine = stored.find((row) => row.body.includes(marker));
  if (mine === undefined) throw new Error('The delivery was not stored.');
  return mine.id;
}

export async function receiveAndApply(body: unknown, secret?: string) {
  const deliveryId = await receive(body, secret);
  const result = await applyDeliveries(applyPorts, { deliveryIds: [deliveryId] });
  return { deliveryId, result };
}

export const inBusinessOf = (channel: { businessId: string }) =>
  testContext({ businessId: channel.businessId });

export async function textsOf(channel: { businessId: string; id: string }) {
  return inBusinessOf(channel).db((tx) =>
    tx.select().from(messages).where(eq(messages.channelId, channel.id)),
  );
}
