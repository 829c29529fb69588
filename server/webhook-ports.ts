import { insertJobEvent, wakeExecutor } from '#inngest/job-events.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { channelPort } from '#server/channel-port.ts';
import { countUp } from '#server/counters.ts';
import type { ApplyPorts } from '#server/domain/webhooks/apply-batch.ts';
import type { WebhookPorts } from '#server/domain/webhooks/receive-delivery.ts';
import { env } from '#server/env.ts';

/** What receiving a provider's call needs: adapters, the hosted app's secret, the job table. */
export function webhookPorts(): WebhookPorts {
  return {
    channels: channelPort(),
    appSecret: env().META_APP_SECRET,
    enqueue: insertJobEvent,
    wake: () => {
      countUp('webhook_deliveries_received');
      wakeExecutor();
    },
  };
}

/** What applying a stored delivery needs: a context for each business that it turns out to be for. */
export function applyPorts(job: string): ApplyPorts {
  return {
    channels: channelPort(),
    contextFor: (businessId) =>
      createBusinessContext({ businessId, actor: { kind: 'system', job } }),
    note: ({ deliveries, kept }) => {
      countUp('webhook_deliveries_applied', deliveries);
      countUp('webhook_items_kept', kept);
    },
  };
}
