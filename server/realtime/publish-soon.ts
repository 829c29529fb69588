import { forBusiness } from '#db/business.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';
import { publishRealtime } from '#server/realtime/publish.ts';
import type { RealtimeEvent } from '#server/realtime/events.ts';

/** A bulk send changes many times a second; the screens hear of it this often. */
const soonMs = 300;

const waiting = () => perProcess('realtime.publish-soon', () => new Set<string>());

/**
 * Publishes in a moment, once for all that ask for the same until then. Call it after commit. What
 * a process that ends has not published is lost: only for changes that are soon followed by others.
 */
export function publishSoon(businessId: string, event: RealtimeEvent): void {
  const key = JSON.stringify([businessId, event.name, event.ids]);
  if (waiting().has(key)) return;
  waiting().add(key);
  const publish = async () => {
    waiting().delete(key);
    try {
      await forBusiness(businessId, (tx) => publishRealtime(tx, businessId, event));
    } catch (error) {
      log().warn({ error }, 'a change could not be published');
    }
  };
  setTimeout(() => void publish(), soonMs).unref();
}
