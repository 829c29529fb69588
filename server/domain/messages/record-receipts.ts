import { and, eq, or, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { keepReceipts, keyOf } from '#server/domain/messages/keep-receipts.ts';
import type { Novelty } from '#server/domain/messages/keep-receipts.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';
import { lockProviderIds, writeStandings } from '#server/domain/messages/write-standing.ts';
import { applyFailures } from '#server/domain/sending/apply-failure.ts';

type Channel = Pick<StoredChannel, 'id'>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Keeps what the provider says became of messages of one channel, and moves them forward by it, all
 * in one transaction. A receipt that comes before we know its message waits in the log until the
 * message takes its provider id.
 */
export async function recordReceipts(
  ctx: BusinessContext,
  channel: Channel,
  events: readonly InboundStatusEvent[],
): Promise<void> {
  await ctx.db(async (tx) => {
    await lockProviderIds(tx, channel.id, [...new Set(events.map((one) => one.providerMessageId))]);
    const locked = await lockMessages(tx, channel, events);
    const about = matchMessages(locked, events, await earlierTries(tx, channel, events));
    const written = await keepReceipts(ctx, tx, channel, events);
    await applyRefusals(ctx, tx, channel, { events, about, written });
    const changed = new Map<string, { message: StandingRow; providerMessageId: string }>();
    for (const event of events) {
      const message = about.get(event);
      if (message === undefined) continue;
      if (message.providerMessageId !== null && !written.has(keyOf(event))) continue;
      changed.set(message.id, { message, providerMessageId: event.providerMessageId });
    }
    if (changed.size === 0) return;
    const changes = [...changed.values()].map(({ message, providerMessageId }) => ({
      message,
      changes: { providerMessageId },
    }));
    await writeStandings(ctx, tx, changes);
  });
}

function referenceOf({ clientReference }: InboundStatusEvent): string | null {
  return clientReference !== undefined && uuid.test(clientReference)
    ? clientReference.toLowerCase()
    : null;
}

/** By the provider's ids, or by ours where the provider echoes them, in the order of our ids. */
async function lockMessages(
  tx: BusinessTx,
  channel: Channel,
  events: readonly InboundStatusEvent[],
): Promise<StandingRow[]> {
  const references = events.flatMap((event) => referenceOf(event) ?? []);
  const providerIds = events.map(({ providerMessageId }) => providerMessageId);
  const isMeant = or(
    sql`${messages.id} = any(${sql.param(references)}::uuid[])`,
    sql`${messages.providerMessageId} = any(${sql.param(providerIds)}::text[])`,
  );
  return tx
    .select(standingColumns)
    .from(messages)
    .where(and(eq(messages.channelId, channel.id), eq(messages.direction, 'outbound'), isMeant))
    .orderBy(messages.id)
    .for('no key update');
}

/** Pairs of a provider id and ours that a receipt has named before. */
async function earlierTries(
  tx: BusinessTx,
  channel: Channel,
  events: readonly InboundStatusEvent[],
): Promise<Set<string>> {
  const named = events.filter((event) => referenceOf(event) !== null);
  if (named.length === 0) return new Set();
  const providerIds = named.map(({ providerMessageId }) => providerMessageId);
  const rows = await tx
    .select({ theirs: receipts.providerMessageId, ours: receipts.clientReference })
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, channel.id),
        sql`${receipts.providerMessageId} = any(${sql.param(providerIds)}::text[])`,
      ),
    );
  return new Set(rows.map(({ theirs, ours }) => `${theirs}|${ours ?? ''}`));
}

/**
 * Which message each receipt is about. A receipt with our id gives its message the provider's at
 * once; so a message that has lost it again was sent again, and is not the one that is meant.
 */
function matchMessages(
  locked: readonly StandingRow[],
  events: readonly InboundStatusEvent[],
  earlier: ReadonlySet<string>,
): Map<InboundStatusEvent, StandingRow> {
  const nameless = new Map(
    locked.flatMap((row) => (row.providerMessageId === null ? [[row.id, row] as const] : [])),
  );
  const named = new Map(
    locked.flatMap((row) => (row.providerMessageId ? [[row.providerMessageId, row] as const] : [])),
  );
  const about = new Map<InboundStatusEvent, StandingRow>();
  for (const event of events) {
    const reference = referenceOf(event);
    const isOfEarlierTry = earlier.has(`${event.providerMessageId}|${event.clientReference ?? ''}`);
    const learns = reference === null || isOfEarlierTry ? undefined : nameless.get(reference);
    if (learns !== undefined) {
      nameless.delete(learns.id);
      named.set(event.providerMessageId, learns);
    }
    const message = named.get(event.providerMessageId);
    if (message !== undefined) about.set(event, message);
  }
  return about;
}

async function applyRefusals(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Channel,
  receipt: {
    events: readonly InboundStatusEvent[];
    about: ReadonlyMap<InboundStatusEvent, StandingRow>;
    written: ReadonlyMap<string, Novelty>;
  },
): Promise<void> {
  const refusals = new Map<string, Parameters<typeof applyFailures>[3][number]>();
  for (const event of receipt.events) {
    const key = keyOf(event);
    if (event.failure === undefined || receipt.written.get(key) !== 'new') continue;
    if (refusals.has(key)) continue;
    const message = receipt.about.get(event);
    const isKnown = message !== undefined && message.providerMessageId !== null;
    // Of a message that only now learns its provider id, `writeStandings` tells its person.
    const conversationId = isKnown ? message.conversationId : null;
    refusals.set(key, { conversationId, failure: event.failure, seconds: null });
  }
  await applyFailures(ctx, tx, channel.id, [...refusals.values()]);
}
