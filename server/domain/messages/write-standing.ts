import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { absorbEchoes } from '#server/domain/messages/absorb-echoes.ts';
import type { Learned } from '#server/domain/messages/absorb-echoes.ts';
import { reviseMessages } from '#server/domain/messages/revise-messages.ts';
import { showStandings } from '#server/domain/messages/show-standing.ts';
import type { StandingChanges, StandingRow } from '#server/domain/messages/standing-columns.ts';
import { notYetOut, standingAfter } from '#server/domain/messages/transitions.ts';
import { undoReactions } from '#server/domain/messages/undo-reactions.ts';
import { wakeFollowers } from '#server/domain/messages/wake-followers.ts';
import { applyFailureToPerson, inLockOrder } from '#server/domain/sending/apply-failure.ts';

type ReceiptRow = typeof receipts.$inferSelect;

interface Change {
  message: StandingRow;
  changes: StandingChanges;
}

/**
 * A provider id is learned by the sender and by receipts at once: the one waits for the other.
 * Always taken before the message is locked, and the message before its conversation; the message
 * with "no key update", so that a reaction under the lock of the conversation may be put behind it:
 * who claims that one locks the message before it too, so that it is woken or sees that it may go.
 */
export async function lockProviderIds(
  tx: BusinessTx,
  channelId: string,
  providerMessageIds: readonly string[],
): Promise<void> {
  if (providerMessageIds.length === 0) return;
  const subjects = providerMessageIds.map((id) => `${channelId}|${id}`).sort();
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(subject, 0))
    from unnest(${sql.param(subjects)}::text[]) as subject`);
}

/** As `writeStandings`, of one message. */
export async function writeStanding(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: StandingRow,
  changes: StandingChanges = {},
): Promise<StandingRow> {
  const [written] = await writeStandings(ctx, tx, [{ message, changes }]);
  if (written === undefined) throw new Error('A locked message was gone.');
  return written;
}

/**
 * Brings locked messages of one channel up to what their receipts say, and writes them with the
 * given changes. Who gives them other provider ids has locked those ids.
 */
export async function writeStandings(
  ctx: BusinessContext,
  tx: BusinessTx,
  changed: readonly Change[],
): Promise<StandingRow[]> {
  const learned = learnedIn(changed);
  const gone = await absorbEchoes(ctx, tx, learned);
  const left = changed.filter(({ message }) => !gone.has(message.id));
  const next = left.map(({ message, changes }) => ({ ...message, ...changes }));
  const known = await receiptsOf(tx, next);
  const rows = next.map((row) => settled(row, known.get(row.providerMessageId ?? '') ?? []));
  await updateMessages(tx, rows);
  await tellPeople(ctx, tx, left, known);
  await showStandings(ctx, tx, rows);
  await reviseLearned(ctx, tx, learned);
  await wakeFollowers(ctx, tx, leftTheirTurn(left, rows));
  await undoReactions(ctx, tx, rows);
  return rows;
}

/** Messages that only now get the provider's id. */
function learnedIn(changed: readonly Change[]): Learned[] {
  return changed.flatMap(({ message, changes: { providerMessageId } }) =>
    providerMessageId == null || providerMessageId === message.providerMessageId
      ? []
      : [{ message, providerMessageId }],
  );
}

async function reviseLearned(
  ctx: BusinessContext,
  tx: BusinessTx,
  learned: readonly Learned[],
): Promise<void> {
  const [first] = learned;
  if (first === undefined) return;
  const ids = learned.map(({ providerMessageId }) => providerMessageId);
  await reviseMessages(ctx, tx, first.message.channelId, ids);
}

/** Replies that are out of the way of those behind them. */
function leftTheirTurn(changed: readonly Change[], rows: readonly StandingRow[]): string[] {
  return rows.flatMap(({ id, state, campaignId }, index) => {
    const before = changed[index]?.message.state;
    const wasInTheWay = before !== undefined && notYetOut.has(before);
    return campaignId === null && wasInTheWay && !notYetOut.has(state) ? id : [];
  });
}

function settled(next: StandingRow, known: readonly ReceiptRow[]): StandingRow {
  const standing = standingAfter({ state: next.state, stateAt: next.stateAt }, known);
  if (standing.state === next.state && standing.stateAt === next.stateAt) return next;
  const failed = standing.state === 'failed' ? known.find((row) => row.status === 'failed') : null;
  return {
    ...next,
    ...standing,
    failureCode: failed?.failureCode ?? null,
    failureText: failed?.failureText ?? null,
    failureDetail: failed?.failureDetail ?? null,
    // A person may send a reply again; whom a bulk send did not reach, it did not reach.
    canRetry: next.campaignId === null && standing.state === 'failed',
    leaseUntil: null,
  };
}

/** A refusal that came before its message was known could not yet be told of its person. */
async function tellPeople(
  ctx: BusinessContext,
  tx: BusinessTx,
  changed: readonly Change[],
  known: ReadonlyMap<string, readonly ReceiptRow[]>,
): Promise<void> {
  const refusals = changed.flatMap(({ message, changes: { providerMessageId: learned } }) => {
    if (learned === undefined || learned === message.providerMessageId) return [];
    const refusal = known.get(learned ?? '')?.find((row) => row.status === 'failed');
    return refusal ? [{ conversationId: message.conversationId, code: refusal.failureCode }] : [];
  });
  for (const { conversationId, code } of inLockOrder(refusals)) {
    await applyFailureToPerson(ctx, tx, conversationId, code);
  }
}

async function receiptsOf(
  tx: BusinessTx,
  rows: readonly StandingRow[],
): Promise<Map<string, ReceiptRow[]>> {
  const ids = rows.flatMap(({ providerMessageId }) => providerMessageId ?? []);
  const [first] = rows;
  if (first === undefined || ids.length === 0) return new Map();
  const found = await tx
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, first.channelId),
        sql`${receipts.providerMessageId} = any(${sql.param(ids)}::text[])`,
      ),
    );
  return Map.groupBy(found, ({ providerMessageId }) => providerMessageId);
}

async function updateMessages(tx: BusinessTx, rows: readonly StandingRow[]): Promise<void> {
  const column = <T>(read: (row: StandingRow) => T) => sql.param(rows.map(read));
  const { rowCount } = await tx.execute(sql`
    update ${messages} m set state = v.state, state_at = v.state_at, failure_code = v.failure_code,
      failure_text = v.failure_text, failure_detail = v.failure_detail, can_retry = v.can_retry, lease_until = v.lease_until,
      provider_message_id = v.provider_message_id, send_after = v.send_after,
      attempts = v.attempts
    from unnest(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ state }) => state)}::text[],
      ${column(({ stateAt }) => stateAt.toISOString())}::timestamptz[],
      ${column(({ failureCode }) => failureCode)}::text[],
      ${column(({ failureText }) => failureText)}::text[],
      ${column(({ failureDetail }) => failureDetail)}::text[],
      ${column(({ canRetry }) => canRetry)}::boolean[],
      ${column(({ leaseUntil }) => leaseUntil?.toISOString() ?? null)}::timestamptz[],
      ${column(({ providerMessageId }) => providerMessageId)}::text[],
      ${column(({ sendAfter }) => sendAfter?.toISOString() ?? null)}::timestamptz[],
      ${column(({ attempts }) => attempts)}::int[]
    ) as v(id, state, state_at, failure_code, failure_text, failure_detail, can_retry, lease_until,
      provider_message_id, send_after, attempts)
    where m.business_id = ${rows[0]?.businessId ?? null} and m.id = v.id`);
  if (rowCount !== rows.length) throw new Error('A locked message was gone.');
}
