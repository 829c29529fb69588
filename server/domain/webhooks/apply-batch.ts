import { eq, inArray, or, sql } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { InboundEvent } from '#server/channels/events.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { applyGroup, groupItems } from '#server/domain/webhooks/apply-group.ts';
import { channelsFor, findChannels } from '#server/domain/webhooks/internal.ts';
import type {
  ContextFor,
  DeliveryRow,
  FoundChannel,
  RoutedItem,
} from '#server/domain/webhooks/internal.ts';

export interface ApplyPorts {
  channels: ChannelPort;
  /** The context of the job for a business that a delivery turns out to be for. */
  contextFor: ContextFor;
  /** Resolves when work that waits since then may go on: what comes in faster is stored before it. */
  giveWay(since: Date): Promise<void>;
  /** Told what a batch came to, for the figures of this process. */
  note(batch: { deliveries: number; kept: number }): void;
}

/** What became of one delivery; with an error it is as pending as before. */
export type Outcome = { applied: number; kept: number } | { error: unknown };

interface Parsed {
  delivery: DeliveryRow;
  events: InboundEvent[];
}

const othersAtOnce = 100;
const lanes = 6;

/**
 * Applies the wanted deliveries and the oldest others that nobody is at, item by item. The rows stay
 * locked meanwhile: should this process end, they are free at once. Every item is safe to repeat.
 * Rejects when the lock or the mark is lost.
 */
export function applyBatch(ports: ApplyPorts, wanted: string[]): Promise<Map<string, Outcome>> {
  return forSystem(async (tx) => {
    const outcomes = new Map<string, Outcome>();
    const parsed = (await takePending(tx, wanted)).flatMap((delivery) => {
      try {
        const events = parse(ports, delivery);
        outcomes.set(delivery.id, { applied: events.length, kept: 0 });
        return [{ delivery, events }];
      } catch (error) {
        outcomes.set(delivery.id, { error });
        return [];
      }
    });
    const items = await itemsOf(parsed);
    await applyItems(ports, items, outcomes);
    const heard = new Map(items.flatMap(({ channel }) => (channel ? [[channel.id, channel]] : [])));
    await Promise.all(
      [...heard.values()].map(({ businessId, id }) =>
        noteChannel(ports.contextFor(businessId), id),
      ),
    );
    await markApplied(tx, outcomes);
    noteBatch(ports, outcomes);
    return outcomes;
  });
}

/** Not `for update`: what refers to a delivery is written meanwhile by others, and must not wait. */
async function takePending(tx: SystemTx, wanted: string[]): Promise<DeliveryRow[]> {
  const isPending = eq(webhookDeliveries.state, 'pending');
  const oldest = tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(isPending)
    .orderBy(webhookDeliveries.receivedAt)
    .limit(othersAtOnce);
  const isOurs = or(
    sql`${webhookDeliveries.id} = any(${sql.param(wanted)}::uuid[])`,
    inArray(webhookDeliveries.id, oldest),
  );
  return tx
    .select()
    .from(webhookDeliveries)
    .where(sql`${isPending} and ${isOurs}`)
    .orderBy(webhookDeliveries.receivedAt, webhookDeliveries.id)
    .for('no key update', { skipLocked: true });
}

function parse({ channels }: ApplyPorts, delivery: DeliveryRow): InboundEvent[] {
  return channels.adapterFor(delivery.channelKind).parseWebhook(JSON.parse(delivery.body));
}

async function itemsOf(parsed: Parsed[]): Promise<RoutedItem[]> {
  const byKind = Map.groupBy(parsed, ({ delivery }) => delivery.channelKind);
  const routed = [...byKind].map(async ([kind, ofKind]) => {
    const channels = await findChannels(
      kind,
      ofKind.flatMap(({ events }) => events),
    );
    return ofKind.flatMap(({ delivery, events }) =>
      events.flatMap((event, position) => {
        if (event.type === 'ignored') return [];
        const meant: (FoundChannel | undefined)[] = channelsFor(delivery, channels, event);
        if (meant.length === 0) meant.push(undefined);
        return meant.map((channel) => ({ delivery, channel, position, event }));
      }),
    );
  });
  return (await Promise.all(routed)).flat();
}

/** Writes what became of each item into the outcome of its delivery. */
async function applyItems(
  { contextFor, giveWay }: ApplyPorts,
  items: RoutedItem[],
  outcomes: Map<string, Outcome>,
): Promise<void> {
  const groups = groupItems(items).values();
  const work = Array.from({ length: lanes }, async () => {
    for (const group of groups) {
      if (group[0] !== undefined) await giveWay(group[0].delivery.receivedAt);
      const results = await applyGroup(contextFor, group);
      for (const [number, { delivery }] of group.entries()) {
        const result = results[number];
        const outcome = outcomes.get(delivery.id);
        if (result === undefined || result === 'applied' || outcome === undefined) continue;
        if (typeof result === 'object') outcomes.set(delivery.id, result);
        else if ('kept' in outcome) {
          outcomes.set(delivery.id, { applied: outcome.applied - 1, kept: outcome.kept + 1 });
        }
      }
    }
  });
  await Promise.all(work);
}

async function markApplied(tx: SystemTx, outcomes: Map<string, Outcome>): Promise<void> {
  const done = [...outcomes].flatMap(([id, outcome]) => ('error' in outcome ? [] : [id]));
  if (done.length === 0) return;
  await tx
    .update(webhookDeliveries)
    .set({ state: 'applied', appliedAt: new Date() })
    .where(sql`${webhookDeliveries.id} = any(${sql.param(done)}::uuid[])`);
}

function noteBatch(ports: ApplyPorts, outcomes: Map<string, Outcome>): void {
  const kept = [...outcomes.values()].flatMap((one) => ('error' in one ? [] : [one.kept]));
  ports.note({ deliveries: kept.length, kept: kept.reduce((sum, count) => sum + count, 0) });
}
