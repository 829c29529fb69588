import { systemFunction } from '#inngest/business-function.ts';
import { applyDelivery } from '#server/domain/webhooks/apply-delivery.ts';
import { applyPorts } from '#server/webhook-ports.ts';

const id = 'apply-webhook-delivery';

/** Only a passing fault makes the verb fail, and what was acknowledged must not be lost. */
export const applyWebhookDeliveryFunction = systemFunction(
  { id, event: 'webhook.received', retries: 20 },
  ({ event }) => applyDelivery(applyPorts(id), { deliveryId: event.data.deliveryId }),
);
