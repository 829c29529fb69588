import type { SystemTx } from '#db/system.ts';
import type { JobEvent } from '#inngest/events.ts';

/** Records work in a transaction of the system, with the change that asks for it. */
export interface WorkPort {
  enqueue(tx: SystemTx, events: JobEvent[]): Promise<void>;
}

const mostDeliveries = 200;

/** The work that stored deliveries mean: they are applied many at a time, so an event names many. */
export function receivedEvents(deliveryIds: readonly string[]): JobEvent[] {
  const count = Math.ceil(deliveryIds.length / mostDeliveries);
  return Array.from({ length: count }, (_, page) => ({
    name: 'webhook.received',
    data: { deliveryIds: deliveryIds.slice(page * mostDeliveries, (page + 1) * mostDeliveries) },
  }));
}
