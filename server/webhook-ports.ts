import type { JobEvent } from '#inngest/events.ts';
import { jobEventsInsert, wakeExecutor } from '#inngest/job-events.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { channelPort } from '#server/channel-port.ts';
import { countUp } from '#server/counters.ts';
import type { ApplyPorts } from '#server/domain/webhooks/apply-batch.ts';
import type { WebhookPorts } from '#server/domain/webhooks/receive-delivery.ts';
import { Burst } from '#server/domain/webhooks/burst.ts';
import { deliveryStore } from '#server/domain/webhooks/store-deliveries.ts';
import type { StoreDelivery } from '#server/domain/webhooks/store-deliveries.ts';
import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';

/** What receiving a provider's call needs: adapters, the hosted app's secret, the store. */
export function webhookPorts(): WebhookPorts {
  return { channels: channelPort(), appSecret: env().META_APP_SECRET, store: storeInBurst };
}

const storeInBurst: StoreDelivery = (delivery) => burst().while(() => store()(delivery));

/** One for both doors, so that what comes through either is committed together. */
const store = () =>
  perProcess('webhooks.store', () =>
    deliveryStore({
      workOf: jobEventsInsert,
      stored: (count) => countUp('webhook_deliveries_received', count),
      wake: wakeAfterBurst(),
    }),
  );

const burst = () => perProcess('webhooks.burst', () => new Burst());

/** The events whose work is not begun while deliveries come in a burst. */
export function workThatGivesWay(): JobEvent['name'][] {
  return burst().comesFirst() ? ['webhook.received'] : [];
}

/** A burst is taken in before its work is begun; the executor looks by itself within a second. */
function wakeAfterBurst(): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    void burst()
      .over()
      .then(() => {
        isWaiting = false;
        wakeExecutor();
      });
  };
}

/** What applying a stored delivery needs: a context for each business that it turns out to be for. */
export function applyPorts(job: string): ApplyPorts {
  return {
    channels: channelPort(),
    contextFor: (businessId) =>
      createBusinessContext({ businessId, actor: { kind: 'system', job } }),
    giveWay: (since) => burst().over(since),
    note: ({ deliveries, kept }) => {
      countUp('webhook_deliveries_applied', deliveries);
      countUp('webhook_items_kept', kept);
    },
  };
}
