import { eq } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { applyBatch } from '#server/domain/webhooks/apply-batch.ts';
import type { ApplyPorts, Outcome } from '#server/domain/webhooks/apply-batch.ts';
import { perProcess } from '#server/per-process.ts';

const nothing = { applied: 0, kept: 0 };

/**
 * Sees to it that a stored delivery is applied. All who ask while a batch is under way share the
 * next one. Rejects on a passing fault, such as a lost connection, and while another process is at
 * this delivery: try again.
 */
export async function applyDelivery(
  ports: ApplyPorts,
  { deliveryId }: { deliveryId: string },
): Promise<{ applied: number; kept: number }> {
  if (!(await isPending(deliveryId))) return nothing;
  const outcome = (await nextBatch(ports, deliveryId)).get(deliveryId);
  if (outcome !== undefined) {
    if ('error' in outcome) throw outcome.error;
    return outcome;
  }
  if (!(await isPending(deliveryId))) return nothing;
  throw new RetryLaterError('Another process is applying this delivery.', 1);
}

async function isPending(deliveryId: string): Promise<boolean> {
  const [row] = await forSystem((tx) =>
    tx
      .select({ state: webhookDeliveries.state })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.id, deliveryId)),
  );
  return row?.state === 'pending';
}

interface Batches {
  wanted: Set<string>;
  current: Promise<unknown>;
  next: Promise<Map<string, Outcome>> | undefined;
}

const batches = () =>
  perProcess<Batches>('webhooks.batches', () => ({
    wanted: new Set(),
    current: Promise.resolve(),
    next: undefined,
  }));

function nextBatch(ports: ApplyPorts, deliveryId: string): Promise<Map<string, Outcome>> {
  const shared = batches();
  shared.wanted.add(deliveryId);
  shared.next ??= shared.current.then(() => {
    const batch = applyBatch(ports, [...shared.wanted]);
    shared.wanted.clear();
    shared.next = undefined;
    shared.current = batch.catch(() => undefined);
    return batch;
  });
  return shared.next;
}
