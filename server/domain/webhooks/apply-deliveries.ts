import { and, eq, sql } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { applyBatch } from '#server/domain/webhooks/apply-batch.ts';
import type { ApplyPorts, Outcome } from '#server/domain/webhooks/apply-batch.ts';
import { perProcess } from '#server/per-process.ts';

/** Another process that has a batch in hand is done with it by then. */
const elsewhereSeconds = 5;

/**
 * Sees to it that stored deliveries are applied, in as many batches as that takes. All who ask while
 * one is under way share the next. Rejects on a passing fault, such as a lost connection, and while
 * another process is at one of them: try again.
 */
export async function applyDeliveries(
  ports: ApplyPorts,
  { deliveryIds }: { deliveryIds: string[] },
): Promise<{ applied: number; kept: number }> {
  const total = { applied: 0, kept: 0 };
  let waiting = await pendingOf(deliveryIds);
  while (waiting.length > 0) {
    const outcomes = await nextBatch(ports, waiting);
    const left: string[] = [];
    for (const id of waiting) {
      const outcome = outcomes.get(id);
      if (outcome === undefined) continue;
      if ('error' in outcome) throw outcome.error;
      if ('isLeft' in outcome) left.push(id);
      else {
        total.applied += outcome.applied;
        total.kept += outcome.kept;
      }
    }
    const elsewhere = await pendingOf(waiting.filter((id) => !outcomes.has(id)));
    if (elsewhere.length > 0) {
      throw new RetryLaterError('Another process is applying these deliveries.', elsewhereSeconds);
    }
    waiting = left;
  }
  return total;
}

async function pendingOf(deliveryIds: string[]): Promise<string[]> {
  if (deliveryIds.length === 0) return [];
  const isOne = sql`${webhookDeliveries.id} = any(${sql.param(deliveryIds)}::uuid[])`;
  const rows = await forSystem((tx) =>
    tx
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .where(and(isOne, eq(webhookDeliveries.state, 'pending'))),
  );
  return rows.map(({ id }) => id);
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

function nextBatch(ports: ApplyPorts, deliveryIds: string[]): Promise<Map<string, Outcome>> {
  const shared = batches();
  for (const id of deliveryIds) shared.wanted.add(id);
  shared.next ??= shared.current.then(() => {
    const batch = applyBatch(ports, [...shared.wanted]);
    shared.wanted.clear();
    shared.next = undefined;
    shared.current = batch.catch(() => undefined);
    return batch;
  });
  return shared.next;
}
