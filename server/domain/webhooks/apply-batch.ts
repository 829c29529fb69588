import { sql } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { InboundEvent } from '#server/channels/events.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { applyGroup, groupItems } from '#server/domain/webhooks/apply-group.ts';
import type { ItemOutcome } from '#server/domain/webhooks/apply-group.ts';
import { channelsFor, findChannels } from '#server/domain/webhooks/internal.ts';
import type {
  ContextFor,
  DeliveryRow,
  FoundChannel,
  RoutedItem,
} from '#server/domain/webhooks/internal.ts';
import { takeDeliveries } from '#server/domain/webhooks/take-deliveries.ts';

export interface ApplyPorts {
  channels: ChannelPort;
  /** The context of the job for a business that a delivery turns out to be for. */
  contextFor: ContextFor;
  /** Resolves when work that waits since then may go on: what comes in faster is stored before it. */
  giveWay(since: Date): Promise<void>;
  /** Told what a batch came to, for the figures of this process. */
  note(batch: { deliveries: number; kept: number }): void;
  limits?: Partial<BatchLimits>;
}

export interface BatchLimits {
  /** Of the bodies that are read at once, of which all items are in memory. */
  bytes: number;
  /** After so long nothing more is begun, except for the oldest delivery: each batch is done with one. */
  beginForMs: number;
  /** How often the connection with the locks says something: silent for a minute, it loses them. */
  stirEveryMs: number;
}

const usual: BatchLimits = { bytes: 4 * 1024 * 1024, beginForMs: 20_000, stirEveryMs: 20_000 };

/** What became of one delivery; with an error, or left for the next batch, it is as pending as before. */
export type Outcome = { applied: number; kept: number } | { error: unknown } | { isLeft: true };

interface Parsed {
  delivery: DeliveryRow;
  events: InboundEvent[];
}

const lanes = 6;

/**
 * Applies the wanted deliveries and the oldest others that nobody is at, item by item, as far as the
 * limits go. The rows stay locked meanwhile: should this process end, they are free at once. Every
 * item is safe to repeat. Rejects when the lock or the mark is lost.
 */
export function applyBatch(ports: ApplyPorts, wanted: string[]): Promise<Map<string, Outcome>> {
  const limits = { ...usual, ...ports.limits };
  return forSystem((tx) =>
    whileStirring(tx, limits.stirEveryMs, async () => {
      const { taken, left } = await takeDeliveries(tx, wanted, limits.bytes);
      const outcomes = new Map<string, Outcome>(left.map((id) => [id, { isLeft: true }]));
      const items = await itemsOf(taken.flatMap((one) => parse(ports, one, outcomes)));
      await applyItems(ports, items, outcomes, performance.now() + limits.beginForMs);
      await noteChannels(ports, items);
      await markApplied(tx, outcomes);
      noteBatch(ports, outcomes);
      return outcomes;
    }),
  );
}

/** By when it came, not by when it is applied: a backlog is no sign that anything comes now. */
async function noteChannels({ contextFor }: ApplyPorts, items: RoutedItem[]): Promise<void> {
  const heard = new Map<string, { channel: FoundChannel; at: Date }>();
  for (const { channel, delivery } of items) {
    if (channel === undefined) continue;
    const before = heard.get(channel.id);
    if (before === undefined || before.at < delivery.receivedAt) {
      heard.set(channel.id, { channel, at: delivery.receivedAt });
    }
  }
  await Promise.all(
    [...heard.values()].map(({ channel, at }) =>
      noteChannel(contextFor(channel.businessId), channel.id, at),
    ),
  );
}

/** A process that is frozen says nothing, and its locks end: see db/client.ts. */
async function whileStirring<T>(tx: SystemTx, everyMs: number, work: () => Promise<T>): Promise<T> {
  // Should the connection be lost, the work's next statement fails too.
  const stir = () => void tx.execute(sql`select 1`).catch(() => undefined);
  const timer = setInterval(stir, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function parse(
  { channels }: ApplyPorts,
  delivery: DeliveryRow,
  outcomes: Map<string, Outcome>,
): Parsed[] {
  try {
    const adapter = channels.adapterFor(delivery.channelKind);
    const events = adapter.parseWebhook(JSON.parse(delivery.body));
    outcomes.set(delivery.id, { applied: events.length, kept: 0 });
    return [{ delivery, events }];
  } catch (error) {
    outcomes.set(delivery.id, { error });
    return [];
  }
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
  beginUntilMs: number,
): Promise<void> {
  const oldest = items[0]?.delivery;
  const mayBegin = (group: RoutedItem[]) =>
    performance.now() < beginUntilMs || group.some(({ delivery }) => delivery === oldest);
  const groups = groupItems(items).values();
  const work = Array.from({ length: lanes }, async () => {
    for (const group of groups) {
      if (group[0] !== undefined) await giveWay(group[0].delivery.receivedAt);
      const results = mayBegin(group) ? await applyGroup(contextFor, group) : 'left';
      for (const [number, { delivery }] of group.entries()) {
        const outcome = outcomes.get(delivery.id);
        if (outcome === undefined) continue;
        const result = results === 'left' ? results : results[number];
        outcomes.set(delivery.id, withItem(outcome, result));
      }
    }
  });
  await Promise.all(work);
}

/** The outcome of a delivery once one more of its items has come to something. */
function withItem(outcome: Outcome, result: ItemOutcome | 'left' | undefined): Outcome {
  if (result === undefined || result === 'applied' || 'error' in outcome) return outcome;
  if (typeof result === 'object') return result;
  if (result === 'left') return { isLeft: true };
  if ('isLeft' in outcome) return outcome;
  return { applied: outcome.applied - 1, kept: outcome.kept + 1 };
}

async function markApplied(tx: SystemTx, outcomes: Map<string, Outcome>): Promise<void> {
  const done = [...outcomes].flatMap(([id, outcome]) => ('applied' in outcome ? [id] : []));
  if (done.length === 0) return;
  await tx
    .update(webhookDeliveries)
    .set({ state: 'applied', appliedAt: new Date() })
    .where(sql`${webhookDeliveries.id} = any(${sql.param(done)}::uuid[])`);
}

function noteBatch(ports: ApplyPorts, outcomes: Map<string, Outcome>): void {
  const kept = [...outcomes.values()].flatMap((one) => ('kept' in one ? [one.kept] : []));
  ports.note({ deliveries: kept.length, kept: kept.reduce((sum, count) => sum + count, 0) });
}
