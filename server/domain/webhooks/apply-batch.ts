import { eq, inArray, or, sql } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { InboundEvent } from '#server/channels/types.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { applyItem, channelFor, findChannels } from '#server/domain/webhooks/internal.ts';
import type { ContextFor, DeliveryRow, FoundChannel } from '#server/domain/webhooks/internal.ts';
import { keepItem } from '#server/domain/webhooks/keep-item.ts';

export interface ApplyPorts {
  channels: ChannelPort;
  /** The context of the job for a business that a delivery turns out to be for. */
  contextFor: ContextFor;
  /** Told what a batch came to, for the figures of this process. */
  note(batch: { deliveries: number; kept: number }): void;
}

/** What became of one delivery; with an error it is as pending as before. */
export type Outcome = { applied: number; kept: number } | { error: unknown };

interface Parsed {
  delivery: DeliveryRow;
  events: InboundEvent[];
}

const othersAtOnce = 32;
const lanes = 6;

/**
 * Applies the wanted deliveries and the oldest others that nobody is at, those of one sender in
 * their order, and each item on its own. The rows stay locked meanwhile: should this process end,
 * they are free at once. Every item is safe to repeat. Rejects when the lock or the mark is lost.
 */
export function applyBatch(ports: ApplyPorts, wanted: string[]): Promise<Map<string, Outcome>> {
  return forSystem(async (tx) => {
    const outcomes = new Map<string, Outcome>();
    const parsed = (await takePending(tx, wanted)).flatMap((delivery) => {
      try {
        return [parse(ports, delivery)];
      } catch (error) {
        outcomes.set(delivery.id, { error });
        return [];
      }
    });
    const channels = await channelsOf(parsed);
    const heard = new Map<string, FoundChannel>();
    const work = lanesOf(parsed).map(async (lane) => {
      for (const one of lane) {
        outcomes.set(one.delivery.id, await applyParsed(ports, one, channels, heard));
      }
    });
    await Promise.all(work);
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

function parse({ channels }: ApplyPorts, delivery: DeliveryRow): Parsed {
  const adapter = channels.adapterFor(delivery.channelKind);
  return { delivery, events: adapter.parseWebhook(JSON.parse(delivery.body)) };
}

/** By kind of channel, then by account. */
async function channelsOf(parsed: Parsed[]): Promise<Map<string, Map<string, FoundChannel>>> {
  const byKind = Map.groupBy(parsed, ({ delivery }) => delivery.channelKind);
  const found = [...byKind].map(async ([kind, ofKind]) => {
    const events = ofKind.flatMap(({ events }) => events);
    return [kind, await findChannels(kind, events)] as const;
  });
  return new Map(await Promise.all(found));
}

/** Deliveries of one sender share a lane; a delivery of many senders goes with its first. */
function lanesOf(parsed: Parsed[]): Parsed[][] {
  const bySubject = Map.groupBy(parsed, ({ delivery, events }) => subjectOf(events) ?? delivery.id);
  const filled = Array.from({ length: lanes }, (): Parsed[] => []);
  [...bySubject.values()].forEach((group, number) => filled[number % lanes]?.push(...group));
  return filled;
}

function subjectOf([first]: InboundEvent[]): string | undefined {
  if (first?.type === 'status') return `${first.externalChannelId}|${first.providerMessageId}`;
  if (first?.type !== 'message') return undefined;
  const { address, providerUserId } = first.from;
  return `${first.externalChannelId}|${address ?? providerUserId ?? ''}`;
}

async function applyParsed(
  { contextFor }: ApplyPorts,
  { delivery, events }: Parsed,
  channels: Map<string, Map<string, FoundChannel>>,
  heard: Map<string, FoundChannel>,
): Promise<Outcome> {
  const ofKind = channels.get(delivery.channelKind) ?? new Map<string, FoundChannel>();
  let kept = 0;
  try {
    for (const [position, event] of events.entries()) {
      if (event.type === 'ignored') continue;
      const channel = channelFor(delivery, ofKind, event);
      if (channel !== undefined) heard.set(channel.id, channel);
      const reason = await applyItem(contextFor, delivery, channel, { position, event });
      if (reason === null) continue;
      kept += 1;
      await keepItem(contextFor, delivery, channel, { position, event, reason });
    }
  } catch (error) {
    return { error };
  }
  return { applied: events.length - kept, kept };
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
