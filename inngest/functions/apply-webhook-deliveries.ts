import { systemFunction } from '#inngest/business-function.ts';
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { applyPorts } from '#server/webhook-ports.ts';

const id = 'apply-webhook-deliveries';

/** Only a passing fault makes the verb fail, and what was acknowledged must not be lost. */
export const applyWebhookDeliveriesFunction = systemFunction(
  { id, event: 'webhook.received', retries: 20 },
  ({ event }) => applyDeliveries(applyPorts(id), event.data),
);
